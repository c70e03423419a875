/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.documented;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The modules of the build, read from its {@code pom.xml} files: where they stand, what they need, which packages they hold. */
public final class Modules {
    private static final Path TOP = Path.of("..");
    private static final String OURS = "io.github.trackreplay";

    private Modules() {}

    /**
     * A module.
     *
     * @param path from the top: {@code core/event}
     * @param needs paths of the modules that its own code needs, in the build's order
     * @param testsNeed paths of those that only its tests need, in the build's order
     * @param packages of its own code, without the common beginning, by name
     */
    public record Module(String path, List<String> needs, List<String> testsNeed, List<String> packages) {}

    /** All, in the order in which they are named. */
    public static List<Module> all() {
        Map<String, String> paths = new TreeMap<>();
        List<String> order = new ArrayList<>();
        for (Element module : elements(pom(TOP), "module")) {
            String path = module.getTextContent().strip();
            order.add(path);
            paths.put(own(pom(TOP.resolve(path)), "artifactId"), path);
        }
        return order.stream().map(path -> module(path, paths, order)).toList();
    }

    private static Module module(String path, Map<String, String> paths, List<String> order) {
        List<String> needs = needs(path, paths, order, false);
        List<String> testsNeed = needs(path, paths, order, true).stream()
                .filter(needed -> !needs.contains(needed))
                .toList();
        return new Module(path, needs, testsNeed, packages(path));
    }

    /** Their directories, relative to that of this module. */
    public static List<Path> directories() {
        return all().stream().map(module -> TOP.resolve(module.path())).toList();
    }

    private static List<String> needs(String path, Map<String, String> paths, List<String> order, boolean ofTests) {
        TreeSet<Integer> found = new TreeSet<>();
        for (Element dependency : elements(pom(TOP.resolve(path)), "dependency")) {
            boolean test = text(dependency, "scope").equals("test");
            if (text(dependency, "groupId").equals(OURS) && test == ofTests) {
                found.add(order.indexOf(paths.get(text(dependency, "artifactId"))));
            }
        }
        return found.stream().map(order::get).toList();
    }

    private static List<String> packages(String path) {
        Path sources = TOP.resolve(path).resolve("src/main/java/io/github/trackreplay");
        if (!Files.isDirectory(sources)) return List.of();
        try (Stream<Path> files = Files.walk(sources)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> sources.relativize(file.getParent()).toString().replace('/', '.'))
                    .distinct()
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Document pom(Path directory) {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(directory.resolve("pom.xml").toFile());
        } catch (IOException | ParserConfigurationException | SAXException e) {
            throw new IllegalStateException("The pom.xml of " + directory + " cannot be read.", e);
        }
    }

    private static List<Element> elements(Document pom, String name) {
        NodeList nodes = pom.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    /** Text of a child of the project itself. */
    private static String own(Document pom, String name) {
        return text(pom.getDocumentElement(), name);
    }

    private static String text(Element parent, String name) {
        NodeList children = parent.getChildNodes();
        for (int i = 0; i < children.getLength(); i++) {
            if (children.item(i) instanceof Element child && child.getTagName().equals(name)) {
                return child.getTextContent().strip();
            }
        }
        return "";
    }
}
