// SPDX-License-Identifier: Apache-2.0
package org.holdfast.sites;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Full-size probes between the sites of an office. Everything they found is in memory and is there
/// without a database. Thread-safe.
public interface Probes extends AutoCloseable {
    /// The longest body that a probe sends or is answered with, in bytes.
    int MOST_BYTES = 20_000;

    /// Header of a probe: how many bytes it wants to be answered with.
    String WANTED = "Holdfast-Answer-Bytes";

    /// Header of an answer: SHA-256 of the body that came, in hexadecimal.
    String CAME = "Holdfast-Digest-Of-Request";

    /// Header of an answer: SHA-256 of its body, in hexadecimal.
    String SENT = "Holdfast-Digest-Of-Answer";

    /// Header of an answer: on which ways the answering site finds long packets lost, such as
    /// `a>b,c>b`.
    String LOST = "Holdfast-Long-Packets-Lost";

    /// Begins to probe; does nothing when it has begun, or when there is one site only.
    void begin();

    /// Every link, direction and size, in a fixed order.
    List<Link> links();

    /// What is wrong now, in words, by the alarm's name; empty while all is well.
    Map<String, String> wrong();

    /// Ways on which this site finds long packets lost, as in [#LOST].
    String longLost();

    /// So many bytes that no compression makes fewer.
    ///
    /// @throws IllegalArgumentException above [#MOST_BYTES]
    byte[] filling(int bytes);

    /// Ends all probes.
    @Override
    void close();

    /// The probes of one of several sites.
    static Probes of(SitesSettings settings, InstantSource clock, RandomGenerator chance) {
        return new RunningProbes(settings, clock, chance);
    }
}
