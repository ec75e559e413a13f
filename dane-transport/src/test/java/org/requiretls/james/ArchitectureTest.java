package org.requiretls.james;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.requiretls.james.delivery.DeliverySettings;
import org.requiretls.james.delivery.MtaStsSettings;
import org.requiretls.james.delivery.Parameter;
import org.requiretls.james.delivery.SettingsException;
import org.requiretls.james.delivery.SettingsReader;
import org.requiretls.james.delivery.Transport;

/** Dependencies point one way, and the decision depends on nothing but the JDK. */
@AnalyzeClasses(
        packages = "org.requiretls.james",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.WithoutTheLab.class})
class ArchitectureTest {

    /** What the tests play with may depend on anything. */
    static final class WithoutTheLab implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/lab/");
        }
    }

    private static final String BASE = "org.requiretls.james.";
    private static final DescribedPredicate<JavaClass> WITHOUT_MAIL_API = type(Parameter.class)
            .or(type(DeliverySettings.class))
            .or(type(MtaStsSettings.class))
            .or(type(SettingsReader.class))
            .or(type(SettingsException.class))
            .or(type(Transport.class));
    private static final String[] MAIL_API = {"org.apache.james..", "org.apache.mailet..", "javax.mail.."};

    @ArchTest
    static final ArchRule policyNeedsOnlyTheJdk = classes()
            .that()
            .resideInAPackage(BASE + "policy")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage("java..", BASE + "policy", BASE + "status"));

    @ArchTest
    static final ArchRule statusNeedsOnlyTheJdk = classes()
            .that()
            .resideInAPackage(BASE + "status")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage("java..", BASE + "status"));

    @ArchTest
    static final ArchRule rulesNeedOnlyWhatDecidesAndVerifies = classes()
            .that()
            .resideInAPackage(BASE + "rules")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "java..", "javax.net.ssl..", BASE + "rules", BASE + "policy", BASE + "pkix", BASE + "x509"));

    @ArchTest
    static final ArchRule routeLooksOnlyDown = classes()
            .that()
            .resideInAPackage(BASE + "route")
            .should()
            .onlyDependOnClassesThat(
                    resideInAnyPackage("java..", "org.slf4j..", BASE + "route", BASE + "dns", BASE + "dane"));

    @ArchTest
    static final ArchRule mtaStsNeedsOnlyTheJdk = classes()
            .that()
            .resideInAPackage(BASE + "mtasts")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage("java..", BASE + "mtasts"));

    @ArchTest
    static final ArchRule conversionNeedsOnlyTheJdk = classes()
            .that()
            .resideInAPackage(BASE + "sevenbit")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage("java..", BASE + "sevenbit"));

    @ArchTest
    static final ArchRule reportsAreValues = classes()
            .that()
            .resideInAPackage(BASE + "tlsrpt")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage("java..", "com.fasterxml.jackson..", BASE + "tlsrpt"));

    @ArchTest
    static final ArchRule countingLooksOnlyDown = noClasses()
            .that()
            .resideInAPackage(BASE + "reporting")
            .should()
            .dependOnClassesThat(resideInAnyPackage(BASE + "delivery", BASE + "intake", BASE + "cli"));

    @ArchTest
    static final ArchRule selfCheckLooksOnlyDown = noClasses()
            .that()
            .resideInAPackage(BASE + "selfcheck")
            .should()
            .dependOnClassesThat(resideInAnyPackage(BASE + "delivery", BASE + "hop", BASE + "cli", BASE + "policy"));

    /** The same evidence gives the same findings; who gathers it has two names. */
    @ArchTest
    static final ArchRule findingsComeFromEvidenceAlone = noClasses()
            .that()
            .resideInAPackage(BASE + "selfcheck")
            .and()
            .haveNameNotMatching(".*\\.(DomainLook|OldVersions)(\\$.*)?")
            .should()
            .dependOnClassesThat(resideInAnyPackage("java.net..", "java.io..", "java.nio..", "java.util.concurrent.."));

    @ArchTest
    static final ArchRule dnsKnowsNoneOfUs = noClasses()
            .that()
            .resideInAPackage(BASE + "dns")
            .should()
            .dependOnClassesThat(resideInAPackage("org.requiretls.james..").and(not(resideInAPackage(BASE + "dns"))));

    @ArchTest
    static final ArchRule smtpClientKnowsNoneOfUs = noClasses()
            .that()
            .resideInAPackage(BASE + "smtpclient")
            .should()
            .dependOnClassesThat(resideInAPackage("org.requiretls.james..")
                    .and(not(resideInAnyPackage(BASE + "smtpclient", BASE + "status"))));

    @ArchTest
    static final ArchRule dnsjavaStaysInDns = noClasses()
            .that()
            .resideOutsideOfPackage(BASE + "dns")
            .should()
            .dependOnClassesThat(resideInAPackage("org.xbill.."));

    @ArchTest
    static final ArchRule nettyStaysWhereTheNetworkIs = noClasses()
            .that()
            .resideOutsideOfPackages(BASE + "smtpclient", BASE + "mtasts.fetch", BASE + "mtasts.hosting")
            .should()
            .dependOnClassesThat(resideInAPackage("io.netty.."));

    @ArchTest
    static final ArchRule mailApiStaysInTheShell = noClasses()
            .that()
            .resideInAnyPackage(
                    BASE + "cli",
                    BASE + "hop",
                    BASE + "route",
                    BASE + "dns",
                    BASE + "mtasts..",
                    BASE + "tlsrpt",
                    BASE + "reporting",
                    BASE + "selfcheck",
                    BASE + "smtpclient",
                    BASE + "policy",
                    BASE + "dane",
                    BASE + "x509",
                    BASE + "pkix")
            .should()
            .dependOnClassesThat(resideInAnyPackage(MAIL_API));

    @ArchTest
    static final ArchRule hopDoesNotKnowDelivery = noClasses()
            .that()
            .resideInAPackage(BASE + "hop")
            .should()
            .dependOnClassesThat(resideInAnyPackage(BASE + "delivery", BASE + "cli", BASE + "tag", BASE + "failure"));

    /**
     * The command runs without James, so of delivery it takes only what knows nothing of mail: the parameters, how they
     * are read, and the transport that is made of them.
     */
    @ArchTest
    static final ArchRule commandRunsWithoutTheMailet = noClasses()
            .that()
            .resideInAPackage(BASE + "cli")
            .should()
            .dependOnClassesThat(resideInAPackage(BASE + "delivery").and(not(WITHOUT_MAIL_API)));

    @ArchTest
    static final ArchRule whatTheCommandTakesOfDeliveryKnowsNoMail =
            noClasses().that(WITHOUT_MAIL_API).should().dependOnClassesThat(resideInAnyPackage(MAIL_API));
}
