package io.serai.routing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.serai.routing.Problems.Place;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads a route file with the parser that Camel uses, and keeps the lines, which Camel drops. */
final class YamlReader {
    private static final String RULE = "yaml";

    private final String file;
    private final Problems problems;

    YamlReader(String file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    /** The file's entries; empty if it can't be read, which is then among the problems. */
    List<Yaml> read(Path path) {
        try {
            String text = Files.readString(path, StandardCharsets.UTF_8);
            LoadSettings settings = LoadSettings.builder().setLabel(file).build();
            return plain(settings, text) ? entries(settings, text) : List.of();
        } catch (MarkedYamlEngineException e) {
            problems.add(
                    place(e.getProblemMark().or(e::getContextMark)),
                    RULE,
                    "This is not YAML: "
                            + Optional.ofNullable(e.getProblem()).orElse("unknown reason")
                            + ". Look at the indentation and the quotes around this line.");
        } catch (YamlEngineException e) {
            problems.add(new Place(file, 0), RULE, "This is not YAML: " + e.getMessage());
        } catch (IOException e) {
            problems.add(
                    new Place(file, 0),
                    RULE,
                    "The file can't be read as UTF-8 text (" + e.getMessage() + ").");
        }
        return List.of();
    }

    /** Anchors save typing and cost the reader; two documents in a file: Camel reads one. */
    private boolean plain(LoadSettings settings, String text) {
        boolean plain = true;
        int documents = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            if (event instanceof DocumentStartEvent && ++documents == 2) {
                problems.add(
                        place(event.getStartMark()),
                        RULE,
                        "The file holds a second document. Remove the line ---, or use two files.");
                plain = false;
            }
            boolean anchor =
                    event instanceof AliasEvent
                            || event instanceof NodeEvent node && node.getAnchor().isPresent();
            if (anchor) {
                problems.add(
                        place(event.getStartMark()),
                        RULE,
                        "Anchors (&name) and aliases (*name) are not allowed. Write it out.");
                plain = false;
            }
        }
        return plain;
    }

    private List<Yaml> entries(LoadSettings settings, String text) {
        Optional<Node> root = new Compose(settings).composeString(text);
        if (root.isEmpty()) {
            problems.add(
                    new Place(file, 0), RULE, "The file is empty. Write a route, or remove it.");
            return List.of();
        }
        if (convert(root.get()) instanceof Yaml.Sequence list) {
            return list.items();
        }
        problems.add(
                new Place(file, 1), RULE, "The file is a list: start its entries with \"- \".");
        return List.of();
    }

    private Yaml convert(Node node) {
        Place place = place(node.getStartMark());
        return switch (node) {
            case MappingNode mapping -> fields(place, mapping);
            case SequenceNode sequence ->
                    new Yaml.Sequence(
                            place, sequence.getValue().stream().map(this::convert).toList());
            case ScalarNode scalar ->
                    new Yaml.Scalar(place, scalar.getValue(), json(scalar, place));
            default -> throw new YamlEngineException("Unknown node " + node.getNodeType());
        };
    }

    private Yaml fields(Place place, MappingNode mapping) {
        Map<String, Yaml> values = new LinkedHashMap<>();
        Map<String, Place> keys = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Place keyPlace = place(tuple.getKeyNode().getStartMark());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problems.add(keyPlace, RULE, "A key is one word, not a list or a map.");
            } else if (values.put(key.getValue(), convert(tuple.getValueNode())) != null) {
                problems.add(
                        keyPlace,
                        RULE,
                        "The key \""
                                + key.getValue()
                                + "\" stands here twice. Remove or rename one of them.");
            } else {
                keys.put(key.getValue(), keyPlace);
            }
        }
        return new Yaml.Fields(place, values, keys);
    }

    private JsonNode json(ScalarNode scalar, Place place) {
        Tag tag = scalar.getTag();
        String text = scalar.getValue();
        JsonNodeFactory factory = JsonNodeFactory.instance;
        if (tag.equals(Tag.STR)) {
            return factory.textNode(text);
        } else if (tag.equals(Tag.BOOL)) {
            return factory.booleanNode(Boolean.parseBoolean(text));
        } else if (tag.equals(Tag.INT)) {
            return integer(text);
        } else if (tag.equals(Tag.FLOAT)) {
            return factory.numberNode(1.5);
        } else if (tag.equals(Tag.NULL)) {
            return factory.nullNode();
        }
        problems.add(place, RULE, "Tags such as " + tag.getValue() + " are not allowed.");
        return factory.textNode(text);
    }

    private static JsonNode integer(String text) {
        try {
            return JsonNodeFactory.instance.numberNode(Long.parseLong(text));
        } catch (NumberFormatException e) {
            // Hexadecimal or huge: the schema only asks whether it is a number.
            return JsonNodeFactory.instance.numberNode(0L);
        }
    }

    private Place place(Optional<Mark> mark) {
        return new Place(file, mark.map(found -> found.getLine() + 1).orElse(0));
    }
}
