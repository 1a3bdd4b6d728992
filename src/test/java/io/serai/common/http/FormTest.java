package io.serai.common.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormTest {
    @Test
    void decodesEscapesAndPlusSigns() {
        Form form = Form.parse("a=%E4%BD%A0+%26&b%3D=c=d&e&f=");
        assertThat(form.fields())
                .containsEntry("a", "\u4f60 &")
                .containsEntry("b=", "c=d")
                .containsEntry("e", "");
        assertThat(form.get("e")).isEmpty();
        assertThat(form.get("f")).isEmpty();
        assertThat(form.damaged()).isFalse();
    }

    @Test
    void theFirstValueOfAFieldCountsEvenIfItIsEmpty() {
        assertThat(Form.parse("name=a&name=b").get("name")).contains("a");
        assertThat(Form.parse("name=&name=b").get("name")).isEmpty();
        assertThat(Form.parse("n%61me=a&name=b").get("name")).contains("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x=%zz", "x=%", "x=%4", "%zz=1", "x=%ff", "x=%C3%28", "x=%-1"})
    void aPartThatCannotBeDecodedIsLeftOutAlone(String part) {
        Form form = Form.parse("a=1&" + part + "&b=2");
        assertThat(form.damaged()).isTrue();
        assertThat(form.fields()).containsOnlyKeys("a", "b");
    }

    @Test
    void bytesThatAreNotUtf8MakeAnEmptyForm() {
        Form form = Form.parse("a=1&b=\u00ff".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(form.fields()).isEmpty();
        assertThat(form.damaged()).isTrue();
    }

    @Test
    void readsTwoHundredFieldsAndNoMore() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 250; i++) {
            text.append("f").append(i).append("=1&");
        }
        Form form = Form.parse(text.toString());
        assertThat(form.fields()).hasSize(Form.MOST_FIELDS).containsKey("f199");
        assertThat(form.damaged()).isTrue();
    }

    @Test
    void nothingAndSeparatorsAloneAreAnEmptyForm() {
        assertThat(Form.parse("").fields()).isEmpty();
        assertThat(Form.parse("&&&").fields()).isEmpty();
    }

    @Test
    void namesNoValue() {
        assertThat(Form.parse("token=secret").toString()).isEqualTo("[token]");
    }
}
