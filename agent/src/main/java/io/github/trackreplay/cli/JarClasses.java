/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.cli;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** The classes in the jars of a class path, as it stands; what is no jar is passed by. */
final class JarClasses {
    private static final String SUFFIX = ".class";

    private JarClasses() {}

    /** Their binary names, but for those that only another release of Java sees. */
    static Stream<String> of(String classPath) throws IOException {
        List<String> names = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            File file = new File(entry);
            if (entry.endsWith(".jar") && file.isFile()) {
                try (JarFile jar = new JarFile(file)) {
                    jar.stream()
                            .map(each -> each.getName())
                            .filter(name -> name.endsWith(SUFFIX) && !name.startsWith("META-INF/"))
                            .map(name -> name.substring(0, name.length() - SUFFIX.length())
                                    .replace('/', '.'))
                            .forEach(names::add);
                }
            }
        }
        return names.stream();
    }
}
