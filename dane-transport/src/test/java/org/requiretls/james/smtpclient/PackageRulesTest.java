package org.requiretls.james.smtpclient;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasModifiers.Predicates.modifier;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What {@code package-info} promises. */
@AnalyzeClasses(packagesOf = SmtpClient.class, importOptions = DoNotIncludeTests.class)
class PackageRulesTest {

    private static final String OURS = "org.requiretls.james.smtpclient..";
    private static final DescribedPredicate<JavaClass> NETTY = resideInAPackage("io.netty..");

    @ArchTest
    static final ArchRule KNOWS_ONLY_JAVA_AND_NETTY = classes()
            .that()
            .resideInAPackage(OURS)
            .should()
            .onlyDependOnClassesThat(
                    resideInAnyPackage(OURS, "org.requiretls.james.status", "java..", "javax.net.ssl..", "io.netty.."));

    @ArchTest
    static final ArchRule SHOWS_NO_NETTY_IN_RESULTS = noMethods()
            .that()
            .arePublic()
            .and()
            .areDeclaredInClassesThat(modifier(JavaModifier.PUBLIC))
            .should()
            .haveRawReturnType(NETTY);

    @ArchTest
    static final ArchRule SHOWS_NO_NETTY_IN_PARAMETERS = noMethods()
            .that()
            .arePublic()
            .and()
            .areDeclaredInClassesThat(modifier(JavaModifier.PUBLIC))
            .should()
            .haveRawParameterTypes(DescribedPredicate.anyElementThat(NETTY));
}
