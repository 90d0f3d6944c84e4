// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import jakarta.servlet.http.HttpServletRequest;
import org.holdfast.catalogue.Option;
import org.holdfast.catalogue.Service;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the options of a service out of a sent form. Says nothing of whether they are allowed.
final class FormOptions {
    private FormOptions() {}

    static ObjectNode of(HttpServletRequest request, Service service, boolean counter) {
        ObjectNode options = JsonMapper.shared().createObjectNode();
        for (Option option : service.options()) {
            if (option.officerOnly() && !counter) {
                continue;
            }
            String[] sent = request.getParameterValues("opt." + option.code());
            switch (option.type()) {
                case FLAG -> options.put(option.code(), sent != null);
                case CHOICE, TEXT -> {
                    if (sent != null && !sent[0].isBlank()) {
                        options.put(option.code(), sent[0].strip());
                    }
                }
                case PERSONS -> {
                    if (sent != null) {
                        ArrayNode people = options.putArray(option.code());
                        for (String one : sent) {
                            people.add(one);
                        }
                    }
                }
            }
        }
        String[] basis = request.getParameterValues("opt.basis");
        if (counter && basis != null && !basis[0].isBlank() && !options.has("basis")) {
            options.put("basis", basis[0]);
        }
        return options;
    }
}
