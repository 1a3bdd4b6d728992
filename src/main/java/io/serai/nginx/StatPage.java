package io.serai.nginx;

import io.serai.common.ControlException.Unavailable;
import io.serai.live.NginxPath;
import io.serai.nginx.NginxStat.Publisher;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** One statistics page while it is read: who publishes, by application and stream. */
final class StatPage {
    private static final String APPLICATION = "/rtmp/server/application";
    private static final String STREAM = APPLICATION + "/live/stream";
    private static final String CLIENT = STREAM + "/client";

    // Longer than the place of anything that nginx writes.
    private static final int DEEPEST = 200;

    private static final XMLInputFactory XML = secureFactory();

    // A viewer can ask for a stream of any name. The module that was measured writes a space for
    // what is not printable; one that does not must not make the whole page unreadable.
    private static final Pattern NOT_XML =
            Pattern.compile("[^\\t\\n\\r\\u0020-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]");

    private final List<Publisher> publishers = new ArrayList<>();
    private final StringBuilder place = new StringBuilder();
    private final StringBuilder text = new StringBuilder();
    private boolean liveApplication;
    private String application = "";
    private String stream = "";
    private boolean streamPublished;
    private boolean publisherListed;
    private String client = "";
    private boolean clientPublishes;

    private StatPage() {}

    /**
     * The publishers of a page.
     *
     * @throws Unavailable if it is not a whole statistics page
     */
    static List<Publisher> read(byte[] body) {
        String page =
                NOT_XML.matcher(new String(body, StandardCharsets.UTF_8)).replaceAll("\uFFFD");
        StatPage stat = new StatPage();
        try {
            XMLStreamReader xml = XML.createXMLStreamReader(new StringReader(page));
            while (xml.hasNext()) {
                switch (xml.next()) {
                    case XMLStreamConstants.START_ELEMENT -> stat.start(xml.getLocalName());
                    case XMLStreamConstants.CHARACTERS -> stat.text.append(xml.getText());
                    case XMLStreamConstants.END_ELEMENT -> stat.end();
                    case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                            throw notAPage();
                    default -> {
                        // Comments and instructions, such as the one that names a stylesheet.
                    }
                }
            }
        } catch (XMLStreamException e) {
            throw new Unavailable("the answer is not a complete statistics page", e);
        }
        if (!stat.liveApplication) {
            throw new Unavailable("the page lists no live application; it needs rtmp_stat all");
        }
        return stat.publishers;
    }

    private void start(String name) {
        place.append('/').append(name);
        text.setLength(0);
        if (place.length() > DEEPEST) {
            throw notAPage();
        }
        switch (place.toString()) {
            case APPLICATION -> application = "";
            case APPLICATION + "/live" -> liveApplication = true;
            case STREAM -> {
                stream = "";
                streamPublished = false;
                publisherListed = false;
            }
            case STREAM + "/publishing" -> streamPublished = true;
            case CLIENT -> {
                client = "";
                clientPublishes = false;
            }
            case CLIENT + "/publishing" -> clientPublishes = true;
            default -> {
                if (!place.toString().startsWith("/rtmp")) {
                    throw notAPage();
                }
            }
        }
    }

    private void end() {
        switch (place.toString()) {
            case APPLICATION + "/name" -> application = text.toString();
            case STREAM + "/name" -> stream = text.toString();
            case CLIENT + "/id" -> client = text.toString().strip();
            case CLIENT -> endClient();
            case STREAM -> {
                if (streamPublished && !publisherListed) {
                    throw new Unavailable("the page lists no clients; it needs rtmp_stat all");
                }
            }
            default -> {
                // What the sessions do not need.
            }
        }
        place.setLength(place.lastIndexOf("/"));
        text.setLength(0);
    }

    private void endClient() {
        if (!clientPublishes) {
            return;
        }
        if (client.isEmpty()) {
            throw new Unavailable("the page has a publisher without an id");
        }
        publisherListed = true;
        publishers.add(new Publisher(NginxPath.of(application, stream), client));
    }

    private static Unavailable notAPage() {
        return new Unavailable("the answer is not a statistics page");
    }

    /** The JDK's own: what else lies on the class path must not decide what is read. */
    private static XMLInputFactory secureFactory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setXMLResolver(
                (publicId, systemId, base, namespace) -> {
                    throw new XMLStreamException("Nothing outside the page is read");
                });
        return factory;
    }
}
