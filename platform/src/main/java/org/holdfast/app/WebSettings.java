// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// The web server's settings, all in one place.
final class WebSettings {
    /// The longest body Tomcat lets through at all; routes set narrower limits.
    private static final int MOST_BODY_BYTES = 21 * 1024 * 1024;

    /// The longest head of a request.
    static final int HEADER_BYTES = 16 * 1024;

    private WebSettings() {}

    static Map<String, Object> of(OfficeSettings settings, Path folder) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("server.address", settings.host());
        keys.put("server.port", settings.port());
        keys.put("server.shutdown", "graceful");
        keys.put("spring.lifecycle.timeout-per-shutdown-phase", "10s");
        keys.put("server.compression.enabled", "true");
        keys.put("server.compression.min-response-size", "2KB");
        keys.put("server.max-http-request-header-size", HEADER_BYTES);
        // bodies were read or refused before; what is left is not worth a place
        keys.put("server.tomcat.max-swallow-size", 64 * 1024);
        keys.put("server.tomcat.basedir", folder.resolve("web").toString());
        keys.put("server.tomcat.max-http-form-post-size", 64 * 1024);
        keys.put("server.tomcat.max-connections", 4096);
        keys.put("server.tomcat.accept-count", 256);
        keys.put("server.tomcat.connection-timeout", "5s");
        keys.put("server.tomcat.keep-alive-timeout", "20s");
        keys.put("server.error.whitelabel.enabled", "false");
        keys.put("spring.threads.virtual.enabled", "true");
        keys.put("spring.mvc.problemdetails.enabled", "false");
        keys.put("spring.web.resources.add-mappings", "false");
        keys.put("spring.servlet.multipart.enabled", "true");
        keys.put("spring.servlet.multipart.max-file-size", MOST_BODY_BYTES);
        keys.put("spring.servlet.multipart.max-request-size", MOST_BODY_BYTES);
        // a file that somebody sends never touches the disk
        keys.put("spring.servlet.multipart.file-size-threshold", MOST_BODY_BYTES);
        keys.put("spring.servlet.multipart.location", folder.resolve("web").toString());
        keys.put("spring.main.lazy-initialization", "false");
        keys.put("spring.jmx.enabled", "false");
        keys.put("spring.config.location", "optional:classpath:/holdfast.properties");
        keys.put("logging.file.name", folder.resolve("logs/holdfast.log").toString());
        keys.put("logging.threshold.console", "OFF");
        keys.put("logging.logback.rollingpolicy.max-file-size", "10MB");
        keys.put("logging.logback.rollingpolicy.max-history", "14");
        keys.put("logging.level.root", "INFO");
        // these write down addresses and parameters as they came
        keys.put("logging.level.org.springframework.web.servlet.PageNotFound", "OFF");
        keys.put("logging.level.org.springframework.web", "ERROR");
        keys.put("logging.level.org.apache.coyote", "WARN");
        // it warns that nobody is asked for a certificate later, which nobody is to be
        keys.put("logging.level.org.apache.tomcat.util.net.SSLUtilBase", "ERROR");
        // it names a key store that nobody uses
        keys.put("logging.level.org.apache.tomcat.util.net.NioEndpoint.certificate", "WARN");
        keys.put("logging.level.org.apache.tomcat.util.http.Parameters", "OFF");
        return keys;
    }
}
