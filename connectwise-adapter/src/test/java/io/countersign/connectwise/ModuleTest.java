package io.countersign.connectwise;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ModuleTest {
    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.countersign.connectwise");

    @BeforeAll
    static void thereIsSomethingToLookAt() {
        assertThat(OURS).hasSizeGreaterThan(15);
    }

    @Test
    void the_adapter_knows_core_its_own_client_and_the_libraries_it_was_given() {
        classes()
                .should()
                .onlyDependOnClassesThat(resideInAPackage("io.countersign.connectwise..")
                        .or(resideInAPackage("io.countersign.ticket.."))
                        .or(resideInAPackage("io.countersign.account.."))
                        .or(resideInAPackage("io.countersign.setup.."))
                        .or(resideInAPackage("io.countersign.psa.."))
                        .or(resideInAPackage("io.countersign.openapi.connectwise.."))
                        .or(resideInAPackage("org.springframework.."))
                        .or(resideInAPackage("tools.jackson.."))
                        .or(resideInAPackage("com.fasterxml.jackson.annotation.."))
                        .or(resideInAPackage("io.github.resilience4j.."))
                        .or(resideInAPackage("com.github.benmanes.caffeine.."))
                        .or(resideInAPackage("org.jspecify.annotations.."))
                        .or(resideInAPackage("org.slf4j.."))
                        .or(resideInAPackage("java.."))
                        .or(resideInAPackage("javax.crypto.."))
                        .or(resideInAPackage("javax.net.ssl.."))
                        .or(describe(
                                "primitives",
                                type -> type.getBaseComponentType().isPrimitive())))
                .check(OURS);
    }

    @Test
    void generated_types_are_known_where_calls_are_made_and_nowhere_else() {
        noClasses()
                .that(describe(
                        "stand outside of what makes calls",
                        type -> !type.getName().matches(".*\\.ConnectWise(Calls|Clients|People|SetUp)(\\$.*)?")))
                .should()
                .dependOnClassesThat(resideInAPackage("io.countersign.openapi.."))
                .check(OURS);
    }

    @Test
    void bulkhead_and_breaker_appear_in_one_place_beside_the_configuration() {
        noClasses()
                .that(not(simpleName("GuardedConnectWise")
                        .or(simpleName("GuardedConnectWiseSetUp"))
                        .or(simpleName("ConnectWiseConfiguration"))))
                .should()
                .dependOnClassesThat(resideInAPackage("io.github.resilience4j.."))
                .check(OURS);
    }

    @Test
    void the_application_sees_five_types() {
        assertThat(OURS.stream()
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC) && type.isTopLevelClass())
                        .map(JavaClass::getSimpleName))
                .containsExactlyInAnyOrder(
                        "CallbackKeys",
                        "ConnectWiseConfiguration",
                        "ConnectWiseInstallations",
                        "ConnectWiseMember",
                        "ConnectWiseSettings");
    }
}
