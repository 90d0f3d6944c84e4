// SPDX-License-Identifier: Apache-2.0
package org.holdfast.provider;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.holdfast.identity.Principal;
import org.holdfast.keys.DataKey;
import org.holdfast.keys.Handle;
import org.holdfast.ledger.CanonicalJson;

/// What people have let services know: given, listed and ended. Entries, encrypted by the person's
/// key, so that an erasure ends them. Thread-safe.
public final class Grants {
    static final String PREFIX = "g-";

    /// More services than anybody logs in to; the oldest is to be ended first.
    private static final int MOST = 500;

    private final ProviderBook book;
    private final ProviderWriter writer;
    private final Function<Principal, DataKey> personal;

    Grants(ProviderBook book, ProviderWriter writer, Function<Principal, DataKey> personal) {
        this.book = book;
        this.writer = writer;
        this.personal = personal;
    }

    /// What somebody has let services know, and has not ended; newest first.
    public List<Grant> of(String account) {
        return book.grants(account);
    }

    /// A grant by which somebody is not asked again.
    Optional<Grant> remembered(String account, String service) {
        return of(account).stream()
                .filter(one -> one.remembered() && one.service().equals(service))
                .findFirst();
    }

    Optional<Grant> find(String id) {
        return book.grant(id);
    }

    /// Enters a grant: on disk when it returns. The same operation again gives the same one.
    ///
    /// @return empty when there are too many of them, or it was ended since
    Optional<Grant> give(Principal who, String service, boolean remember, String operation) {
        Handle name =
                writer.handle("service grant", String.join("\0", who.id(), service, operation));
        String id = PREFIX + name.hex();
        if (book.grant(id).isEmpty() && of(who.id()).size() >= MOST) {
            return Optional.empty();
        }
        Grant grant =
                new Grant(
                        id, who.id(), service, remember, java.time.Instant.EPOCH, Optional.empty());
        var _ =
                writer.once(
                        ProviderEntries.GRANT,
                        name,
                        name,
                        Optional.of(personal.apply(who)),
                        ProviderEntries.content(grant));
        book.look();
        return book.grant(id);
    }

    /// Ends one's own grant, for ever: the service gets no more tokens by it, here at once, at
    /// other sites when they have read it.
    ///
    /// @return false when it is nobody's, or somebody else's
    public boolean end(Principal who, String id) {
        if (book.grant(id).filter(one -> one.account().equals(who.id())).isEmpty()) {
            return false;
        }
        Handle operation = writer.handle("service grant end", id);
        var _ =
                writer.once(
                        ProviderEntries.GRANT_END,
                        operation,
                        operation,
                        Optional.empty(),
                        CanonicalJson.object().put("grant", id));
        book.look();
        return true;
    }
}
