// SPDX-License-Identifier: Apache-2.0
package org.holdfast.architecture;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// Reads one Java source by the compiler's own parser.
final class JavaSource {
    record Method(String name, long lines, int parameters) {}

    static List<Method> methods(Path file) throws IOException {
        List<Method> found = new ArrayList<>();
        var parsed = parse(file);
        LineMap lines = parsed.unit().getLineMap();
        var positions = parsed.trees().getSourcePositions();
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
                if (method.getBody() != null) {
                    long from =
                            lines.getLineNumber(
                                    positions.getStartPosition(parsed.unit(), method.getBody()));
                    long to =
                            lines.getLineNumber(
                                    positions.getEndPosition(parsed.unit(), method.getBody()));
                    boolean constructor = method.getName().contentEquals("<init>");
                    found.add(
                            new Method(
                                    method.getName().toString(),
                                    to - from + 1,
                                    constructor ? 0 : method.getParameters().size()));
                }
                return super.visitMethod(method, nothing);
            }
        }.scan(parsed.unit(), null);
        return found;
    }

    static List<String> types(Path file) throws IOException {
        List<String> found = new ArrayList<>();
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitClass(ClassTree type, @Nullable Void nothing) {
                if (!type.getSimpleName().isEmpty()) {
                    found.add(type.getSimpleName().toString());
                }
                return super.visitClass(type, nothing);
            }
        }.scan(parse(file).unit(), null);
        return found;
    }

    private record Parsed(CompilationUnitTree unit, Trees trees) {}

    private static Parsed parse(Path file) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files =
                compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
            var task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    files,
                                    _ -> {},
                                    List.of("-proc:none"),
                                    null,
                                    files.getJavaFileObjects(file));
            var unit = task.parse().iterator().next();
            return new Parsed(unit, Trees.instance(task));
        }
    }

    private JavaSource() {}
}
