// SPDX-License-Identifier: Apache-2.0
package org.holdfast.provider;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.holdfast.identity.Principal;
import org.holdfast.identity.Role;
import org.holdfast.keys.Handle;
import org.holdfast.ledger.CanonicalJson;
import org.holdfast.ledger.Promise;
import org.holdfast.ledger.StoredEntry;

/// Services as the journals hold them. What an order says is in its entry, and nothing else: the
/// same operation with another request does not fit the entry.
final class OfficeServices implements Services {
    static final String PREFIX = "s-";

    private static final int MOST_SERVICES = 1_000;
    private static final int MOST_REDIRECTS = 10;
    private static final int LONGEST_REDIRECT = 400;
    private static final int LONGEST_NAME = 80;
    private static final int MOST_A_MINUTE = 60_000;
    private static final int MOST_KEYS = 4;
    private static final Pattern ADDRESS = Pattern.compile("https://[A-Za-z0-9._~:/%@!$()*+,=-]+");
    private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9._~-]{1,64}");

    private final ProviderBook book;
    private final ProviderWriter writer;

    OfficeServices(ProviderBook book, ProviderWriter writer) {
        this.book = book;
        this.writer = writer;
    }

    @Override
    public ServiceAnswer register(Order order) {
        Optional<ServiceRefusal> refusal = refusal(order);
        if (refusal.isPresent()) {
            return new ServiceAnswer.Refused(refusal.get());
        }
        Handle operation = writer.handle("service", order.who().id() + "\0" + order.operation());
        String id = PREFIX + operation.hex();
        Service wanted =
                new Service(
                        id,
                        order.names(),
                        order.redirects(),
                        order.quota(),
                        order.keys(),
                        Instant.EPOCH,
                        false);
        Optional<StoredEntry> earlier = writer.entry(operation, ProviderEntries.SERVICE);
        if (earlier.isEmpty() && book.count() >= MOST_SERVICES) {
            return new ServiceAnswer.Refused(ServiceRefusal.TOO_MANY);
        }
        Optional<Promise> entered =
                earlier.isPresent()
                        ? Optional.empty()
                        : writer.once(
                                ProviderEntries.SERVICE,
                                operation,
                                operation,
                                Optional.empty(),
                                ProviderEntries.content(wanted));
        book.look();
        ProviderBook.Line<Service> line =
                book.service(id)
                        .orElseThrow(() -> new IllegalStateException("a service is being entered"));
        if (!said(line.said()).equals(said(wanted))) {
            return new ServiceAnswer.Refused(ServiceRefusal.REUSED);
        }
        return new ServiceAnswer.Given(
                line.said(),
                entered.map(writer::sealed)
                        .orElseGet(() -> writer.receipt(line.entry().leafHash())),
                entered.isEmpty());
    }

    private static String said(Service service) {
        return CanonicalJson.text(ProviderEntries.content(service));
    }

    private static Optional<ServiceRefusal> refusal(Order order) {
        if (order.who().role() != Role.OPERATOR) {
            return Optional.of(ServiceRefusal.ROLE_NOT_PERMITTED);
        }
        if (!order.names().keySet().equals(Set.copyOf(ProviderEntries.LANGUAGES))
                || !order.names().values().stream().allMatch(OfficeServices::isName)) {
            return Optional.of(ServiceRefusal.BAD_NAME);
        }
        if (!areRedirects(order.redirects())) {
            return Optional.of(ServiceRefusal.BAD_REDIRECT);
        }
        if (order.quota() < 1 || order.quota() > MOST_A_MINUTE) {
            return Optional.of(ServiceRefusal.BAD_QUOTA);
        }
        return areKeys(order.keys()) ? Optional.empty() : Optional.of(ServiceRefusal.BAD_KEY);
    }

    /// Nothing that a page would show otherwise than it was read, such as marks of direction.
    private static boolean isName(String name) {
        return !name.isBlank()
                && name.length() <= LONGEST_NAME
                && StandardCharsets.UTF_8.newEncoder().canEncode(name)
                && name.codePoints()
                        .noneMatch(one ->
                                Character.isISOControl(one)
                                        || Character.getType(one) == Character.FORMAT
                                        || !Character.isDefined(one));
    }

    /// RFC 6749 §3.1.2, RFC 9700 §2.1: absolute, exact, without fragment; here also without query.
    private static boolean areRedirects(List<String> redirects) {
        if (redirects.isEmpty() || redirects.size() > MOST_REDIRECTS) {
            return false;
        }
        Set<String> hosts = new HashSet<>();
        for (String one : redirects) {
            if (one.length() > LONGEST_REDIRECT || !ADDRESS.matcher(one).matches()) {
                return false;
            }
            try {
                URI address = URI.create(one);
                if (address.getHost() == null || address.getRawUserInfo() != null) {
                    return false;
                }
                hosts.add(address.getHost());
            } catch (IllegalArgumentException notAnAddress) {
                return false;
            }
        }
        return hosts.size() == 1;
    }

    private static boolean areKeys(List<Service.Key> keys) {
        Set<String> ids = new HashSet<>();
        for (Service.Key key : keys) {
            if (!KEY_ID.matcher(key.id()).matches()
                    || !ids.add(key.id())
                    || Assertions.publicKey(key).isEmpty()) {
                return false;
            }
        }
        return !keys.isEmpty() && keys.size() <= MOST_KEYS;
    }

    @Override
    public ServiceAnswer end(Principal who, String id) {
        if (who.role() != Role.OPERATOR) {
            return new ServiceAnswer.Refused(ServiceRefusal.ROLE_NOT_PERMITTED);
        }
        Optional<Service> known = book.service(id).map(ProviderBook.Line::said);
        if (known.isEmpty()) {
            return new ServiceAnswer.Refused(ServiceRefusal.UNKNOWN);
        }
        Handle operation = writer.handle("service end", id);
        Optional<Promise> entered =
                writer.once(
                        ProviderEntries.SERVICE_END,
                        operation,
                        operation,
                        Optional.empty(),
                        CanonicalJson.object().put("by", who.id()).put("service", id));
        StoredEntry entry =
                writer.entry(operation, ProviderEntries.SERVICE_END)
                        .orElseThrow(() -> new IllegalStateException("an end is being entered"));
        return new ServiceAnswer.Given(
                known.get().end(),
                entered.map(writer::sealed).orElseGet(() -> writer.receipt(entry.leafHash())),
                entered.isEmpty());
    }

    @Override
    public List<ServiceAnswer.Given> all() {
        return book.services().stream()
                .map(line ->
                        new ServiceAnswer.Given(
                                line.said(), writer.receipt(line.entry().leafHash()), true))
                .toList();
    }

    @Override
    public Optional<Service> find(String id) {
        return book.service(id).map(ProviderBook.Line::said).filter(one -> !one.ended());
    }
}
