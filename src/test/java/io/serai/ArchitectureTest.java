package io.serai;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.serai.common.Step;
import io.serai.database.SqlBatch;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The rules of docs/architecture.md about who may use what. */
class ArchitectureTest {
    private static final JavaClasses MAIN =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("io.serai");
    private static final JavaClasses TESTS =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
                    .importPackages("io.serai");

    /** The package table: which of our packages each may import, besides itself. */
    private static final Map<String, Set<String>> MAY_IMPORT =
            Map.ofEntries(
                    Map.entry("common", Set.of()),
                    Map.entry("database", Set.of("common")),
                    Map.entry("audit", Set.of("common", "database")),
                    Map.entry("events", Set.of("common", "database", "audit")),
                    Map.entry("accounts", Set.of("common", "database", "audit")),
                    Map.entry("streams", Set.of("common", "database", "events")),
                    Map.entry("live", Set.of("common", "database", "events", "streams")),
                    Map.entry("hooks", Set.of("common", "database", "streams", "live", "livekit")),
                    Map.entry("srs", Set.of("common", "database", "live")),
                    Map.entry("nginx", Set.of("common", "database", "live")),
                    Map.entry("livekit", Set.of("common", "database", "live")),
                    Map.entry("notify", Set.of("common", "database", "audit", "events")),
                    Map.entry("kafka", Set.of("common", "events")),
                    Map.entry(
                            "media",
                            Set.of("common", "database", "audit", "streams", "live", "srs")),
                    Map.entry(
                            "rooms",
                            Set.of(
                                    "common",
                                    "database",
                                    "audit",
                                    "events",
                                    "streams",
                                    "live",
                                    "srs",
                                    "notify")),
                    Map.entry(
                            "broadcasts",
                            Set.of(
                                    "common",
                                    "database",
                                    "audit",
                                    "events",
                                    "accounts",
                                    "streams",
                                    "live",
                                    "srs")),
                    Map.entry(
                            "chat",
                            Set.of(
                                    "common",
                                    "database",
                                    "audit",
                                    "events",
                                    "accounts",
                                    "streams",
                                    "live",
                                    "broadcasts")),
                    Map.entry("playback", Set.of("common", "database", "streams", "live", "srs")),
                    Map.entry(
                            "studio",
                            Set.of(
                                    "common",
                                    "database",
                                    "audit",
                                    "events",
                                    "accounts",
                                    "streams",
                                    "live",
                                    "livekit")),
                    Map.entry("timeline", Set.of("common", "database", "live")),
                    Map.entry(
                            "restream",
                            Set.of(
                                    "common",
                                    "database",
                                    "events",
                                    "accounts",
                                    "streams",
                                    "live",
                                    "audit")),
                    Map.entry(
                            "destinations",
                            Set.of(
                                    "common",
                                    "database",
                                    "audit",
                                    "events",
                                    "accounts",
                                    "streams",
                                    "live",
                                    "hooks",
                                    "restream")),
                    Map.entry("routing", Set.of("common", "database")),
                    Map.entry(
                            "web",
                            Set.of(
                                    "common",
                                    "database",
                                    "audit",
                                    "events",
                                    "accounts",
                                    "streams",
                                    "live",
                                    "hooks",
                                    "srs",
                                    "nginx",
                                    "livekit",
                                    "notify",
                                    "kafka",
                                    "media",
                                    "rooms",
                                    "broadcasts",
                                    "chat",
                                    "playback",
                                    "studio",
                                    "timeline",
                                    "restream",
                                    "destinations",
                                    "routing")));

    /** Names a step's parameters; any package may use these, and nothing else of Camel's. */
    private static final Set<String> BINDING_ANNOTATIONS =
            Set.of(
                    "org.apache.camel.Body",
                    "org.apache.camel.Variable",
                    "org.apache.camel.Variables",
                    "org.apache.camel.Header",
                    "org.apache.camel.ExchangeException",
                    "org.apache.camel.ExchangeProperty");

    @Test
    void everyPackageStandsInTheTable() {
        Set<String> packages =
                MAIN.stream()
                        .map(JavaClass::getPackageName)
                        .filter(name -> name.startsWith("io.serai."))
                        .map(name -> name.split("\\.")[2])
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(packages).isEqualTo(new TreeSet<>(MAY_IMPORT.keySet()));
    }

    @Test
    void packagesImportOnlyWhatTheTableAllows() {
        MAY_IMPORT.forEach(
                (name, imports) -> {
                    String[] allowed =
                            Stream.concat(Stream.of(name), imports.stream())
                                    .map(each -> "io.serai." + each + "..")
                                    .toArray(String[]::new);
                    classes()
                            .that()
                            .resideInAPackage("io.serai." + name + "..")
                            .should()
                            .onlyDependOnClassesThat(outsideOfSeraiOr(allowed))
                            .check(MAIN);
                });
    }

    @Test
    void theRootPackageImportsOnlyCommon() {
        classes()
                .that()
                .resideInAPackage("io.serai")
                .should()
                .onlyDependOnClassesThat(outsideOfSeraiOr("io.serai", "io.serai.common.."))
                .check(MAIN);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.serai.(*)..").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void onlyRepositoriesHoldSql() {
        noClasses()
                .that(
                        describe(
                                "are neither a repository nor in package database",
                                type ->
                                        !isIn(type, "database")
                                                && !outermost(type)
                                                        .getSimpleName()
                                                        .endsWith("Repository")))
                .should()
                .callMethodWhere(
                        describe("the target takes SQL text", call -> takesSql(call.getTarget())))
                .check(MAIN);
    }

    @Test
    void repositoriesArePackagePrivate() {
        classes()
                .that()
                .haveSimpleNameEndingWith("Repository")
                .should()
                .bePackagePrivate()
                .check(MAIN);
    }

    @Test
    void onlyTheGlueUsesCamel() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.serai.routing..", "io.serai.events..", "io.serai.web..")
                .and()
                .doNotHaveFullyQualifiedName("io.serai.restream.FfmpegExecutor")
                .and()
                .doNotHaveFullyQualifiedName("io.serai.common.NamedUriFactory")
                .and()
                .haveNameNotMatching("io\\.serai\\.chat\\.ChatMessages[A-Z][A-Za-z]*")
                .should()
                .dependOnClassesThat(
                        describe(
                                "are Camel's, but no binding annotation",
                                type ->
                                        type.getPackageName().startsWith("org.apache.camel")
                                                && !BINDING_ANNOTATIONS.contains(type.getName())))
                .check(MAIN);
    }

    @Test
    void routesAreNotWrittenInJava() {
        noClasses()
                .should()
                .beAssignableTo(nameMatching("org\\.apache\\.camel\\.(.*\\.)?RoutesBuilder"))
                .check(MAIN);
    }

    @Test
    void onlyRestreamsAndTheEmbeddedDatabaseStartProcesses() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.serai.database..", "io.serai.restream..")
                .should()
                .dependOnClassesThat(assignableTo(ProcessBuilder.class))
                .orShould()
                .callMethodWhere(
                        describe(
                                "the target is Runtime.exec",
                                call ->
                                        call.getTargetOwner().isEquivalentTo(Runtime.class)
                                                && call.getTarget().getName().equals("exec")))
                .check(MAIN);
    }

    @Test
    void stepsStandOnTheStepsClassOfTheirPackage() {
        methods()
                .that()
                .areAnnotatedWith(Step.class)
                .should()
                .bePublic()
                .andShould(standOnTheStepsBean())
                .check(MAIN);
    }

    @Test
    void dependenciesComeByTheConstructor() {
        noFields()
                .should()
                .beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
                .orShould()
                .beAnnotatedWith("org.springframework.beans.factory.annotation.Value")
                .orShould()
                .beAnnotatedWith("jakarta.annotation.Resource")
                .orShould()
                .beAnnotatedWith("jakarta.inject.Inject")
                .check(MAIN);
    }

    @Test
    void logsGoThroughSlf4j() {
        NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(MAIN);
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(
                // What stops a start is told where whoever started it looks.
                MAIN.that(not(nameMatching("io\\.serai\\.StartFailureReporter"))));
    }

    @Test
    void testsDoNotSleep() {
        noClasses()
                .should()
                .callMethodWhere(
                        describe(
                                "the target is a sleep",
                                call ->
                                        call.getTarget().getName().equals("sleep")
                                                && (call.getTargetOwner()
                                                                .isEquivalentTo(Thread.class)
                                                        || call.getTargetOwner()
                                                                .isEquivalentTo(TimeUnit.class))))
                .check(TESTS);
    }

    @Test
    void testsUseNoMocks() {
        noClasses().should().dependOnClassesThat().resideInAPackage("org.mockito..").check(TESTS);
    }

    private static DescribedPredicate<JavaClass> outsideOfSeraiOr(String... packages) {
        return JavaClass.Predicates.resideOutsideOfPackage("io.serai..")
                .or(JavaClass.Predicates.resideInAnyPackage(packages))
                .as("are not ours, or reside in %s", Arrays.toString(packages));
    }

    private static boolean isIn(JavaClass type, String name) {
        return type.getPackageName().equals("io.serai." + name);
    }

    private static JavaClass outermost(JavaClass type) {
        JavaClass outer = type;
        while (outer.getEnclosingClass().isPresent()) {
            outer = outer.getEnclosingClass().get();
        }
        return outer;
    }

    private static boolean takesSql(AccessTarget.CodeUnitCallTarget target) {
        JavaClass owner = target.getOwner();
        String name = target.getName();
        boolean text =
                target.getRawParameterTypes().stream()
                        .anyMatch(t -> t.isEquivalentTo(String.class));
        boolean statement =
                owner.isAssignableTo(JdbcClient.class)
                        || owner.isAssignableTo(JdbcOperations.class)
                        || owner.isAssignableTo(NamedParameterJdbcOperations.class)
                        || owner.isAssignableTo(SqlBatch.class)
                        || owner.isAssignableTo(Connection.class) && name.startsWith("prepare")
                        || owner.isAssignableTo(Statement.class)
                                && (name.startsWith("execute") || name.equals("addBatch"));
        return text && statement;
    }

    private static ArchCondition<JavaMethod> standOnTheStepsBean() {
        return new ArchCondition<>("stand on the class <Feature>Steps, the bean <feature>") {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                JavaClass owner = method.getOwner();
                String feature = owner.getPackageName().replace("io.serai.", "");
                String expected =
                        Character.toUpperCase(feature.charAt(0)) + feature.substring(1) + "Steps";
                boolean named =
                        owner.getSimpleName().equals(expected)
                                && owner.tryGetAnnotationOfType(Component.class)
                                        .filter(bean -> bean.value().equals(feature))
                                        .isPresent();
                events.add(
                        new SimpleConditionEvent(
                                method,
                                named,
                                method.getFullName()
                                        + " does not stand on "
                                        + expected
                                        + ", @Component(\""
                                        + feature
                                        + "\")"));
            }
        };
    }
}
