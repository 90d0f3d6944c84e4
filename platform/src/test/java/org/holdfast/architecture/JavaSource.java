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

/// One Java source, as the compiler's own parser reads it.
record JavaSource(Path file, CompilationUnitTree unit, Trees trees) {
    record Method(String name, long lines, int parameters) {}

    List<Method> methods() {
        List<Method> found = new ArrayList<>();
        LineMap lines = unit.getLineMap();
        var positions = trees.getSourcePositions();
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
                if (method.getBody() != null) {
                    long from =
                            lines.getLineNumber(positions.getStartPosition(unit, method.getBody()));
                    long to = lines.getLineNumber(positions.getEndPosition(unit, method.getBody()));
                    boolean constructor = method.getName().contentEquals("<init>");
                    found.add(
                            new Method(
                                    method.getName().toString(),
                                    to - from + 1,
                                    constructor ? 0 : method.getParameters().size()));
                }
                return super.visitMethod(method, nothing);
            }
        }.scan(unit, null);
        return found;
    }

    List<String> types() {
        List<String> found = new ArrayList<>();
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitClass(ClassTree type, @Nullable Void nothing) {
                if (!type.getSimpleName().isEmpty()) {
                    found.add(type.getSimpleName().toString());
                }
                return super.visitClass(type, nothing);
            }
        }.scan(unit, null);
        return found;
    }

    /// All of them at once: a parser of its own for each file takes half a minute for the tree.
    static List<JavaSource> of(List<Path> all) throws IOException {
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
                                    files.getJavaFileObjectsFromPaths(all));
            Trees trees = Trees.instance(task);
            List<JavaSource> sources = new ArrayList<>();
            for (CompilationUnitTree unit : task.parse()) {
                sources.add(new JavaSource(Path.of(unit.getSourceFile().toUri()), unit, trees));
            }
            return sources;
        }
    }
}
