package io.countersign.app.channel;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChannelRulesTest {
    private static final JavaClasses CHANNELS = new ClassFileImporter(List.of(new ImportOption.DoNotIncludeTests()))
            .importPackages("io.countersign.app.channel");

    @Test
    void there_are_classes_to_judge() {
        assertThat(CHANNELS).isNotEmpty();
    }

    /** The SDK's static client is one for the whole process, and its network client repeats what it sends. */
    @Test
    void no_static_twilio_client_and_no_client_that_repeats() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("com.twilio.Twilio")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("com.twilio.http.NetworkHttpClient")
                .check(CHANNELS);
    }

    @Test
    void the_vendors_classes_stay_in_their_packages() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..channel.twilio..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.twilio..", "org.apache.hc..")
                .check(CHANNELS);
        noClasses()
                .that()
                .resideOutsideOfPackage("..channel.mail..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta.mail..", "org.springframework.mail..")
                .check(CHANNELS);
    }
}
