// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.time.InstantSource;
import java.util.Arrays;
import java.util.function.Supplier;
import org.apache.catalina.Context;
import org.apache.catalina.Pipeline;
import org.apache.catalina.Valve;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.holdfast.api.Refusals;
import org.holdfast.shield.BodyRoom;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/// What stands in the web server itself, before any filter.
@Configuration(proxyBeanMethods = false)
class WebServerParts {
    /// Bodies that may be coming in or be worked on at once; a quarter of all connections.
    private static final int BODIES = 1024;

    /// What they may hold together: a sixteenth of the heap, in these bounds.
    private static final long LEAST_BYTES = 48L * 1024 * 1024;

    private static final long MOST_BYTES = 256L * 1024 * 1024;

    /// Extensions and trailers of chunked bodies (RFC 9112 §7.1) mean nothing here, and the server
    /// reads them in one go: as many bytes as this may trickle in beside the deadline for the body.
    private static final int CHUNK_EXTRAS_BYTES = 8;

    @Bean
    BodyRoom bodyRoom() {
        long share = Runtime.getRuntime().maxMemory() / 16;
        return new BodyRoom(BODIES, Math.clamp(share, LEAST_BYTES, MOST_BYTES));
    }

    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> parts(
            OfficeSettings settings,
            BodyRoom room,
            InstantSource clock,
            ObjectProvider<Refusals> refusals,
            CardModule.Cards cards) {
        return factory -> {
            // no files are served from there; without it, a folder would be left in the system's
            // own
            factory.setDocumentRoot(settings.data().resolve("web").toFile());
            if (settings.behindTlsProxy()) {
                factory.addContextValves(new TlsProxyValve());
            }
            cards.listener()
                    .ifPresent(one -> {
                        limits(one.connector());
                        factory.addAdditionalConnectors(one.connector());
                        factory.addContextValves(new CardValve(one, refusals::getObject));
                    });
            factory.addContextValves(new BodyValve(room, clock, refusals::getObject));
            factory.addContextCustomizers(context -> reports(context, refusals::getObject));
            factory.addConnectorCustomizers(WebServerParts::limits);
        };
    }

    private static void reports(Context context, Supplier<Refusals> refusals) {
        StandardHost host = (StandardHost) context.getParent();
        Pipeline pipeline = host.getPipeline();
        Arrays.stream(pipeline.getValves())
                .filter(ErrorReportValve.class::isInstance)
                .forEach(pipeline::removeValve);
        Valve own = new ProblemReport(refusals);
        pipeline.addValve(own);
        host.setErrorReportValveClass(own.getClass().getName());
    }

    private static void limits(Connector connector) {
        // a long Accept-Language is read as far as we care; it is no reason to fail
        connector.setMaxLocaleCount(-1);
        if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
            http.setMaxExtensionSize(CHUNK_EXTRAS_BYTES);
            http.setMaxTrailerSize(CHUNK_EXTRAS_BYTES);
        }
    }
}
