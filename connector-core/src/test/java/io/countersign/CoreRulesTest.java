package io.countersign;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Core is plain Java that needs no server, no clock of its own and no vendor. */
class CoreRulesTest {
    private static final JavaClasses CORE = core();

    private static JavaClasses core() {
        // the names of what core depends on are enough
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.countersign");
    }

    @Test
    void there_is_a_core_to_check() {
        assertThat(CORE).hasSizeGreaterThan(100);
        assertThat(CORE.stream().map(type -> type.getPackageName()))
                .contains(
                        "io.countersign.ticket",
                        "io.countersign.account",
                        "io.countersign.challenge",
                        "io.countersign.policy",
                        "io.countersign.verification",
                        "io.countersign.journal");
    }

    @Test
    void core_knows_the_jdk_and_three_small_libraries_only() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.countersign..",
                        "java..",
                        "javax.crypto..",
                        "org.jspecify.annotations..",
                        "org.slf4j..",
                        "com.google.i18n.phonenumbers..")
                .check(CORE);
    }

    @Test
    void subjects_do_not_go_round_in_circles() {
        slices().matching("io.countersign.(*)..").should().beFreeOfCycles().check(CORE);
    }

    @Test
    void time_comes_in_as_an_argument() {
        noClasses()
                .should()
                .callMethodWhere(new DescribedPredicate<JavaCall<?>>("a clock is asked") {
                    @Override
                    public boolean test(JavaCall<?> call) {
                        var owner = call.getTargetOwner();
                        var name = call.getName();
                        boolean javaTime = owner.getPackageName().equals("java.time");
                        return (javaTime && name.equals("now"))
                                || (owner.isEquivalentTo(System.class)
                                        && Set.of("currentTimeMillis", "nanoTime")
                                                .contains(name))
                                || (owner.isEquivalentTo(Clock.class) && name.startsWith("system"))
                                || (owner.isEquivalentTo(InstantSource.class) && name.equals("system"));
                    }
                })
                .check(CORE);
    }

    @Test
    void nobody_here_starts_or_holds_a_thread() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Thread.class)
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("java.util.concurrent..")
                .check(CORE);
    }
}
