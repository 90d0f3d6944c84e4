// SPDX-License-Identifier: Apache-2.0
package org.holdfast.app;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What an office is told when it starts.
///
/// @param data the folder that holds everything the office keeps; made if absent
/// @param host the address to listen on; loopback unless the operator says otherwise
/// @param port the port to listen on; 0 takes a free one
/// @param demo whether made-up people, their accounts and the demo doors exist
/// @param population made-up residents in all, split evenly over the demo offices
/// @param behindTlsProxy whether a proxy that speaks TLS stands in front
/// @param heads endpoints of the etcd in which the head of the central journal is agreed upon; none
///   on a single machine
/// @param card where officials show their certificates to TLS
/// @param site for one of several sites that share one database and one central journal
/// @param progress told what the start is doing
public record OfficeSettings(
        Path data,
        String host,
        int port,
        boolean demo,
        int population,
        boolean behindTlsProxy,
        List<URI> heads,
        Optional<CardSettings> card,
        Optional<SiteSettings> site,
        Progress progress) {

    /// The largest population the demo fills.
    public static final int MOST_RESIDENTS = 1_000_000;

    public OfficeSettings {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be 0 to 65535, found " + port);
        }
        if (population < 0 || population > MOST_RESIDENTS) {
            throw new IllegalArgumentException(
                    "population must be 0 to " + MOST_RESIDENTS + ", found " + population);
        }
        if (demo && population < 2) {
            throw new IllegalArgumentException("a demo has 2 residents or more");
        }
        data = data.toAbsolutePath().normalize();
        heads = List.copyOf(heads);
        if (site.isPresent() && heads.isEmpty()) {
            throw new IllegalArgumentException("sites that share a journal need an etcd");
        }
    }

    /// An office on loopback that tells nobody of its progress.
    public static OfficeSettings quiet(Path data, int port, boolean demo, int population) {
        return new OfficeSettings(
                data,
                "127.0.0.1",
                port,
                demo,
                population,
                false,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Progress.SILENT);
    }

    /// The same office with a host for cards.
    public OfficeSettings withCard(CardSettings at) {
        return new OfficeSettings(
                data,
                host,
                port,
                demo,
                population,
                behindTlsProxy,
                heads,
                Optional.of(at),
                site,
                progress);
    }

    /// The same office at another port.
    OfficeSettings at(int other) {
        return new OfficeSettings(
                data, host, other, demo, population, behindTlsProxy, heads, card, site, progress);
    }

    /// Told what a start is doing; called from the starting thread, in order.
    public interface Progress {
        /// Tells nobody.
        Progress SILENT =
                new Progress() {
                    @Override
                    public void step(String words) {}

                    @Override
                    public void residents(long loaded, long all) {}
                };

        /// A new step begins, named in a few English words.
        void step(String words);

        /// So many of all made-up residents are in the register.
        void residents(long loaded, long all);
    }
}
