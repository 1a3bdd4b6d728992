package io.serai.srs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.serai.common.ControlException.Unavailable;
import io.serai.srs.SrsApi.Stream;
import io.serai.srs.SrsApi.Summaries;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SrsAnswerTest {
    private static final String RECORDED =
            """
            {"code":0,"server":"vid-v3i23y0","service":"20ig72c6","pid":"27387","streams":[\
            {"id":"vid-y0plv67","name":"123","vhost":"vid-7l195i8","app":"live",\
            "tcUrl":"rtmp://127.0.0.1:1935/live","url":"/live/123","live_ms":1795220107513,\
            "clients":4,"frames":0,"send_bytes":429869,"recv_bytes":240883,\
            "kbps":{"recv_30s":0,"send_30s":0},"publish":{"active":true,"cid":"f2z61342"},\
            "video":{"codec":"H264","profile":"Baseline","level":"3","width":640,"height":360},\
            "audio":{"codec":"AAC","sample_rate":44100,"channel":2,"profile":"LC"}}]}
            """;

    @Test
    void readsTheRecordedList() {
        SrsAnswer answer = read(RECORDED).successful();

        assertThat(answer.serverId()).isEqualTo("vid-v3i23y0");
        assertThat(answer.serviceId()).isEqualTo("20ig72c6");
        assertThat(answer.streamList())
                .extracting(
                        Stream::id,
                        Stream::url,
                        Stream::client,
                        Stream::active,
                        Stream::app,
                        Stream::name)
                .containsExactly(
                        tuple("vid-y0plv67", "/live/123", "f2z61342", true, "live", "123"));
    }

    @Test
    void keepsAnEntryAsItWasListed() throws IOException {
        JsonNode listed = new JsonMapper().readTree(RECORDED).at("/streams/0");

        assertThat(read(RECORDED).streamList())
                .singleElement()
                .satisfies(stream -> assertThat(stream.listed()).isEqualTo(listed));
    }

    @Test
    void readsTheRecordedSummaries() throws IOException {
        String recorded =
                Files.readString(Path.of("src/test/resources/fixtures/srs-api/summaries.txt"));

        assertThat(read(recorded.substring(recorded.indexOf('{'))).successful().summaries())
                .isEqualTo(
                        new Summaries(
                                "7.0.18",
                                32,
                                0.06,
                                0.03,
                                0.0,
                                List.of(0.58, 0.91, 0.52),
                                1795220107513L));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'code':0} | data.self.version is not a text",
                "{'code':0,'data':{'self':{'version':'7'}}} | data.self.srs_uptime is not a number",
                "{'code':0,'data':7} | data.self.version is not a text",
            })
    void saysWhatIsWrongWithSummaries(String body, String reason) {
        SrsAnswer answer = read(body.replace('\'', '"'));

        assertThatThrownBy(answer::summaries).isInstanceOf(Unavailable.class).hasMessage(reason);
    }

    @Test
    void readsNamesOfAnyBytes() {
        byte[] body =
                list("{'id':'a','url':'/live/\u00ff','app':'live','name':'\u00ff\u0001\t',"
                                + "'publish':{'active':false}}")
                        .getBytes(StandardCharsets.ISO_8859_1);

        assertThat(SrsAnswer.read(body).streamList())
                .extracting(Stream::url, Stream::app, Stream::name, Stream::client)
                .containsExactly(tuple("/live/\uFFFD", "live", "\uFFFD\u0001\t", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'server':'a','service':'b','streams':[]} | code is not an integer",
                "{'code':'0','streams':[]} | code is not an integer",
                "{'code':0.0,'streams':[]} | code is not an integer",
                "{'code':null,'streams':[]} | code is not an integer",
                "{'code':false,'streams':[]} | code is not an integer",
                "{'code':99999999999,'streams':[]} | code is not an integer",
                "{'code':1061,'streams':[]} | code 1061",
                "{'code':0,'service':'b','streams':[]} | server is not a text",
                "{'code':0,'server':7,'service':'b','streams':[]} | server is not a text",
                "{'code':0,'server':'a','streams':[]} | service is not a text",
                "{'code':0,'server':'a','service':'','streams':[]} | service is not a text",
                "{'code':0,'server':'a','service':'b'} | streams is not a list",
                "{'code':0,'server':'a','service':'b','streams':{}}"
                        + " | streams is missing or of the wrong type",
                "[] | the answer is missing or of the wrong type",
                "null | the answer is empty",
                "7 | the answer is missing or of the wrong type",
                "`` | the answer is missing or of the wrong type",
                "{'code':0} {} | the answer is missing or of the wrong type",
                "{'code':0 | the answer is not complete JSON",
            })
    void saysWhatIsWrongWithAnAnswer(String body, String reason) {
        assertThatThrownBy(() -> readAll(body)).isInstanceOf(Unavailable.class).hasMessage(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "null | streams[0] is not an object",
                "7 | streams[0] is not an object",
                "{'id':'a','url':'/live/1'} | streams[0].publish.active is not true or false",
                "{'id':'a','url':'/live/1','publish':[]}"
                        + " | streams[0].publish.active is not true or false",
                "{'id':'a','url':'/live/1','publish':{'active':1}}"
                        + " | streams[0].publish.active is not true or false",
                "{'id':'a','url':'/live/1','publish':{'active':true,'cid':5}}"
                        + " | streams[0].publish.cid is not a text",
                "{'id':'a','publish':{'active':false}} | streams[0].url is not a text",
                "{'url':'/live/1','publish':{'active':false}} | streams[0].id is not a text",
                "{'id':'a','url':'/live/1','publish':{'active':false}}"
                        + " | streams[0].app is not a text",
                "{'id':'a','url':'/live/1','app':'','publish':{'active':false}}"
                        + " | streams[0].name is not a text",
            })
    void saysWhatIsWrongWithAStream(String stream, String reason) {
        assertThatThrownBy(() -> readAll(list(stream)))
                .isInstanceOf(Unavailable.class)
                .hasMessage(reason);
    }

    private static String list(String stream) {
        return "{'code':0,'server':'a','service':'b','streams':[%s]}"
                .formatted(stream)
                .replace('\'', '"');
    }

    private static void readAll(String body) {
        SrsAnswer answer = read(body.replace('\'', '"')).successful();
        answer.serverId();
        answer.serviceId();
        answer.streamList();
    }

    private static SrsAnswer read(String body) {
        return SrsAnswer.read(body.getBytes(StandardCharsets.UTF_8));
    }
}
