// SPDX-License-Identifier: Apache-2.0
package org.holdfast.api;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.holdfast.identity.Principal;
import org.holdfast.logins.LoginAnswer;
import org.holdfast.logins.LoginRefusal;
import org.holdfast.shield.BoundedLimiter;
import org.holdfast.shield.Limiter;
import org.holdfast.shield.OverCapacity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Checks answers to challenges and one-time logins, of each kind only so many at once: whoever
/// guesses takes nothing but these hands, papers have room, and no way in stands in another's way.
/// Thread-safe.
public final class LoginHands {
    private static final Logger LOG = LoggerFactory.getLogger(LoginHands.class);
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final int WAITING = 64;

    private final Limiter certificates = few();
    private final Limiter passkeys = few();
    private final Limiter links = few();
    private final Limiter outside = few();

    private static Limiter few() {
        return new BoundedLimiter(
                2 * Runtime.getRuntime().availableProcessors(), WAITING, PATIENCE);
    }

    /// Whoever was let in.
    ///
    /// @throws OverCapacity when too many try at once
    /// @throws ProblemRaised 403 `login-refused`, whatever the reason is, which the log has; 403
    ///   `login-too-old` for an official of whose certificate too little is known
    public LoginAnswer.In byCertificate(Supplier<LoginAnswer> login) {
        return in(certificates, login);
    }

    /// The same with a passkey.
    public LoginAnswer.In byPasskey(Supplier<LoginAnswer> login) {
        return in(passkeys, login);
    }

    /// What became of the login of somebody whom an outside provider has named: they may know that
    /// they are bound to no account.
    ///
    /// @throws OverCapacity when too many try at once
    public LoginAnswer byOutside(Supplier<LoginAnswer> login) {
        return told(outside, login);
    }

    private static LoginAnswer told(Limiter hands, Supplier<LoginAnswer> login) {
        LoginAnswer answer;
        try (Limiter.Ticket _ = hands.tryEnter().orElseThrow(OverCapacity::new)) {
            answer = login.get();
        }
        switch (answer) {
            case LoginAnswer.In in ->
                    LOG.info(
                            "{} is in, on status {}",
                            in.who(),
                            in.asOf().map(Object::toString).orElse("none needed"));
            case LoginAnswer.Refused(LoginRefusal why) -> LOG.info("a login was refused: {}", why);
        }
        return answer;
    }

    private static LoginAnswer.In in(Limiter hands, Supplier<LoginAnswer> login) {
        return switch (told(hands, login)) {
            case LoginAnswer.In in -> in;
            case LoginAnswer.Refused(LoginRefusal why) -> {
                throw new ProblemRaised(
                        why == LoginRefusal.TOO_OLD ? "login-too-old" : "login-refused", 403);
            }
        };
    }

    /// Whoever a one-time login opens for.
    ///
    /// @throws OverCapacity when too many try at once
    public Optional<Principal> byLink(Supplier<Optional<Principal>> login) {
        try (Limiter.Ticket _ = links.tryEnter().orElseThrow(OverCapacity::new)) {
            return login.get();
        }
    }
}
