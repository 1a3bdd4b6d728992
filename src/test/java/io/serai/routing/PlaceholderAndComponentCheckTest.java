package io.serai.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceholderAndComponentCheckTest {
    private static final String FILE =
            """
            - routeConfiguration:
                id: schedule
                onException:
                  - onException:
                      exception:
                        - java.lang.Throwable
            - route:
                id: report
                group: schedules
                description: Every day -> count
                routeConfigurationId: schedule
                from:
                  uri: quartz
                  parameters:
                    groupName: reports
                    triggerName: daily
                    cron: 0 0 6 * * ?
                  steps:
                    - setBody:
                        constant:
                          expression: SELECT 1
                    - to:
                        uri: jdbc
                        parameters:
                          dataSourceName: readOnlyPool
            """;

    private static RouteFileCheck check;

    @TempDir private Path parent;

    @BeforeAll
    static void readSchema() {
        check =
                new RouteFileCheck(
                        new RouteSchema(),
                        name -> Optional.empty(),
                        new KnownPlaceholders(
                                Map.of("report.cron", "0 0/5 * * * ?", "IN_FILE", "x"),
                                Map.of("CRON", "0 0 7 * * ?", "WRONG", "often")));
    }

    @Test
    void acceptsAScheduleAndSqlThatReads() throws IOException {
        assertThat(problems(FILE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{env:CRON}}",
                "{{report.cron}}",
                "{{env:NO_SUCH:0 0 8 * * ?}}",
                "{{no.such:0 0 8 * * ?}}",
                "0+0/15+*+*+*+?",
                "0 0 6 ? * MON-FRI",
                "0 0 6 L * ? 2099"
            })
    void acceptsEverySchedule(String cron) throws IOException {
        assertThat(problems(FILE.replace("0 0 6 * * ?", "\"" + cron + "\""))).isEmpty();
    }

    /** Each replaces one text of the good file; line, rule and a part of what is told. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    groupName: reports  | note: x               | 13 | schedule | quartz needs "groupName"
                    triggerName: daily  | note: x               | 13 | schedule | quartz needs "triggerName"
                    cron: 0 0 6 * * ?   | note: x               | 13 | schedule | quartz needs "cron"
                    0 0 6 * * ?         | 0 0 6 * * *           | 17 | schedule | cron "0 0 6 * * *" is no schedule (
                    0 0 6 * * ?         | 0/15 * * * *          | 17 | schedule | Write second, minute, hour
                    0 0 6 * * ?         | often                 | 17 | schedule | cron "often" is no schedule (
                    0 0 6 * * ?         | 0 0 6 * * ? 1999      | 17 | schedule | (its time is over)
                    0 0 6 * * ?         | "{{env:WRONG}}"       | 17 | schedule | cron "often" is no schedule (
                    0 0 6 * * ?         | "{{env:NO_SUCH}}"     | 17 | placeholder | {{env:NO_SUCH}} has no value. Set the environment variable NO_SUCH, or write a default: {{env:NO_SUCH:...}}.
                    0 0 6 * * ?         | "{{no.such}}"         | 17 | placeholder | {{no.such}} has no value. Correct the name, set it in config/application.yaml, or write a default: {{no.such:...}}.
                    SELECT 1            | SELECT {{env:IN_FILE}} | 21 | placeholder | The file .env holds it, which only {{IN_FILE}} reads: write that.
                    readOnlyPool        | generalPool           | 23 | sql | SQL in a route only reads. Write "dataSourceName: readOnlyPool"
                    """)
    void namesLineAndRemedy(String text, String replacement, int line, String rule, String told)
            throws IOException {
        List<Problem> problems = problems(FILE.replace(text, replacement));

        assertThat(problems.stream().filter(problem -> problem.rule().equals(rule)))
                .singleElement()
                .satisfies(
                        problem -> {
                            assertThat(problem.line()).isEqualTo(line);
                            assertThat(problem.what()).contains(told);
                            assertThat(problem.file()).isEqualTo("routes/local/a.camel.yaml");
                        });
    }

    @Test
    void refusesATriggerThatIsTaken() throws IOException {
        String second = FILE.substring(FILE.indexOf("- route:")).replace("id: report", "id: other");

        assertThat(problems(FILE + second))
                .singleElement()
                .asString()
                .contains(
                        "a.camel.yaml:35: [schedule] The trigger reports/daily is taken in"
                                + " routes/local/a.camel.yaml:16.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{?maybe}}",
                "{{hostname:}}",
                "{{env:CRON}}",
                "{{IN_FILE}}",
                "{{!IN_FILE}}"
            })
    void leavesOtherPlaceholdersToCamel(String placeholder) throws IOException {
        assertThat(problems(FILE.replace("SELECT 1", "\"" + placeholder + "\""))).isEmpty();
    }

    private List<Problem> problems(String text) throws IOException {
        Path directory = parent.resolve("routes");
        Files.createDirectories(directory.resolve("local"));
        Files.writeString(directory.resolve("local/a.camel.yaml"), text);
        return check.problems(RouteFiles.in(directory));
    }
}
