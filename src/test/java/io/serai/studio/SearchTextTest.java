package io.serai.studio;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            textBlock =
                    """
                    Chess            ; chess:*
                    Late night CHESS ; late:* & night:* & chess:*
                    c++ & !x | (y)   ; c:* & x:* & y:*
                    it's:*           ; it:* & s:*
                    囲碁             ; 囲碁:*
                    """)
    void makesASearchOfWhateverSomebodyTypes(String text, String words) {
        assertThat(SearchText.of(text).words()).isEqualTo(words);
    }

    @Test
    void asksForNothingWhereThereAreNoWords() {
        assertThat(SearchText.of("&|!:*").words()).isEmpty();
    }

    @Test
    void bindsNamesFromBothSides() {
        SearchText text = SearchText.of(" Ann ");

        assertThat(text.from()).isEqualTo("ann");
        assertThat("annette".compareTo(text.from())).isPositive();
        assertThat("annette".compareTo(text.to())).isNegative();
        assertThat("ano".compareTo(text.to())).isPositive();
    }
}
