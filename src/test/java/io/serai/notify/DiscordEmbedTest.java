package io.serai.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiscordEmbedTest {
    private static final String CAMERA = "\uD83C\uDFA5";

    @Test
    void cutsEveryPartToItsLimit() {
        DiscordEmbed embed =
                embed("t".repeat(300), "d".repeat(5000), 1, "n".repeat(300), "v".repeat(2000));

        assertThat(embed.title()).hasSize(256).endsWith("t\u2026");
        assertThat(embed.description()).hasSize(4096);
        assertThat(embed.fields().getFirst().name()).hasSize(256);
        assertThat(embed.fields().getFirst().value()).hasSize(1024);
    }

    @Test
    void neverHalvesACharacter() {
        for (int shift = 0; shift < 2; shift++) {
            String title = embed("x".repeat(shift) + CAMERA.repeat(200), "", 0, "", "").title();

            assertThat(title.length()).isLessThanOrEqualTo(256);
            assertThat(title.codePoints()).noneMatch(point -> point >= 0xD800 && point <= 0xDFFF);
        }
    }

    @Test
    void staysBelowTheLimitOfAllTogether() {
        DiscordEmbed embed = embed("t", "d".repeat(4096), 25, "n", "v".repeat(1000));

        int together =
                embed.title().length()
                        + embed.description().length()
                        + embed.footer().length()
                        + embed.fields().stream().mapToInt(DiscordEmbed.Field::length).sum();
        assertThat(together).isBetween(5_000, 6_000);
        assertThat(embed.fields()).hasSize(1);
    }

    @Test
    void keepsTwentyFiveFields() {
        assertThat(embed("t", "d", 40, "n", "v").fields()).hasSize(25);
    }

    @Test
    void showsADashForAnEmptyField() {
        assertThat(embed("t", "d", 1, "", " ").fields())
                .containsExactly(new DiscordEmbed.Field("\u2013", "\u2013"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            textBlock =
                    """
                    plain title 7 ; plain title 7
                    **bold** _it_ ; \\*\\*bold\\*\\* \\_it\\_
                    [x](http://e.org) ; \\[x\\]\\(http\\://e.org\\)
                    <@123> @everyone ; \\<\\@123\\> \\@everyone
                    `code` ||spoil|| ; \\`code\\` \\|\\|spoil\\|\\|
                    - list ; \\- list
                    a-b ; a-b
                    """)
    void escapesMarkdown(String text, String escaped) {
        assertThat(Markdown.escape(text)).isEqualTo(escaped);
    }

    @Test
    void keepsANameOnOneLineAndInItsDirection() {
        assertThat(Markdown.escape("a\nb\u2028c\u202Ed\u0000")).isEqualTo("a b cd");
        assertThat(Markdown.escape("x".repeat(5000))).hasSize(200);
    }

    private static DiscordEmbed embed(
            String title, String description, int fields, String name, String value) {
        List<DiscordEmbed.Field> same =
                Collections.nCopies(fields, new DiscordEmbed.Field(name, value));
        return new DiscordEmbed(title, description, 0, same, Instant.EPOCH, "footer");
    }
}
