package io.countersign.psa;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ModuleTest {
    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.countersign.psa");

    @Test
    void what_both_adapters_share_knows_neither_of_them_nor_any_client() {
        assertThat(OURS).hasSizeGreaterThan(8);
        classes()
                .should()
                .onlyDependOnClassesThat(resideInAPackage("io.countersign.psa..")
                        .or(resideInAPackage("io.countersign.ticket.."))
                        .or(resideInAPackage("org.springframework.http.."))
                        .or(resideInAPackage("io.github.resilience4j.."))
                        .or(resideInAPackage("com.github.benmanes.caffeine.."))
                        .or(resideInAPackage("org.jspecify.annotations.."))
                        .or(resideInAPackage("java.."))
                        .or(resideInAPackage("javax.net.ssl.."))
                        .or(describe(
                                "primitives",
                                type -> type.getBaseComponentType().isPrimitive())))
                .check(OURS);
    }
}
