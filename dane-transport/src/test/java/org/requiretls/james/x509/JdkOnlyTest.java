package org.requiretls.james.x509;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What decides about certificates needs nothing but the JDK, so that it can be read and tested by itself. */
@AnalyzeClasses(packages = "org.requiretls.james", importOptions = ImportOption.DoNotIncludeTests.class)
class JdkOnlyTest {

    @ArchTest
    static final ArchRule X509 = classes()
            .that()
            .resideInAPackage("org.requiretls.james.x509")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "javax..", "org.requiretls.james.x509");

    @ArchTest
    static final ArchRule DANE = classes()
            .that()
            .resideInAPackage("org.requiretls.james.dane")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "javax..", "org.requiretls.james.x509", "org.requiretls.james.dane");

    @ArchTest
    static final ArchRule PKIX = classes()
            .that()
            .resideInAPackage("org.requiretls.james.pkix")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "javax..", "org.requiretls.james.x509", "org.requiretls.james.pkix");
}
