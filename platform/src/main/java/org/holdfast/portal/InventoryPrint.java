// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import gg.jte.Content;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.holdfast.api.Language;
import org.holdfast.api.WebTexts;
import org.holdfast.sites.InventoryBook;

/// The inventories as one file that any browser shows and prints, with nothing beside it. Needs no
/// office that runs.
public final class InventoryPrint {
    private InventoryPrint() {}

    /// The whole page.
    ///
    /// @param lost components by id of which it shall say what has stopped; may be empty
    public static String html(
            InventoryBook book, Set<String> lost, Language language, Instant now) {
        TemplateEngine engine =
                TemplateEngine.createPrecompiled(
                        null,
                        ContentType.Html,
                        InventoryPrint.class.getClassLoader(),
                        "org.holdfast.portal");
        Page page =
                new Page(
                        language,
                        WebTexts.read(Pages.class, "texts"),
                        "",
                        Optional.empty(),
                        "",
                        "",
                        false,
                        "");
        Content style = output -> output.writeContent("<style>" + css() + "</style>");
        StringOutput output = new StringOutput();
        engine.render(
                "inventoryfile.jte",
                Map.of(
                        "page",
                        page,
                        "view",
                        InventoryView.of(book, lost, now, page),
                        "style",
                        style),
                output);
        return output.toString();
    }

    private static String css() {
        try (InputStream in =
                Objects.requireNonNull(
                        InventoryPrint.class.getResourceAsStream("/static/inventory.css"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
