// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `accounts`: accounts of officials, by the routes that docs/accounts.md describes.
@Command(
        name = "accounts",
        description = "Accounts of officials: list, make, agree, close, hand over a login.",
        subcommands = {
            AccountsCommand.Listed.class,
            AccountsCommand.Add.class,
            AccountsCommand.Agree.class,
            AccountsCommand.Close.class,
            AccountsCommand.Login.class
        })
final class AccountsCommand {
    private static final String ROUTE = "/api/v1/accounts";

    private AccountsCommand() {}

    /// What is done, or waits for another operator.
    private static int told(JsonNode answer) {
        String id = answer.required("id").stringValue();
        String grade = answer.path("receipt").path("grade").asString("");
        if (answer.has("request")) {
            Screen.out(
                    "waits for another operator until %s (%s):"
                            .formatted(answer.path("lapses").asString(""), grade));
            Screen.out(
                    "  ./holdfast accounts agree %s --request %s"
                            .formatted(id, answer.required("request").stringValue()));
            return ExitCode.GOOD;
        }
        Screen.out("%s  %s".formatted(line(answer), grade));
        return ExitCode.GOOD;
    }

    private static String line(JsonNode one) {
        String closed = one.path("closed").asString("");
        String until = one.path("until").asString("");
        return "%s  %-13s %-9s %s%s%s"
                .formatted(
                        one.required("id").stringValue(),
                        one.path("role").asString("?"),
                        one.path("office").asString(""),
                        one.path("name").asString(""),
                        until.isEmpty() ? "" : "  until " + until,
                        closed.isEmpty() ? "" : "  closed " + closed);
    }

    private static String of(String account, String what) throws IOException {
        if (!account.matches("[A-Za-z0-9-]{1,80}")) {
            throw new IOException("an account is named as accounts list names it");
        }
        return ROUTE + "/" + account + "/" + what;
    }

    /// Who is there, and what waits.
    @Command(name = "list", description = "Accounts of officials, and what waits for a second.")
    static final class Listed implements Callable<Integer> {
        @Mixin private PkiOffice office = new PkiOffice();

        @Option(names = "--all", description = "Also closed accounts.")
        private boolean all;

        @Override
        public Integer call() throws IOException {
            JsonNode answer = office.get(ROUTE);
            for (JsonNode one : answer.required("accounts")) {
                if (all || !one.has("closed")) {
                    Screen.out(line(one));
                }
            }
            for (JsonNode one : answer.required("requests")) {
                Screen.out(
                        "%s of %s, asked for by %s, waits until %s: --request %s"
                                .formatted(
                                        one.required("what").stringValue(),
                                        one.required("id").stringValue(),
                                        one.required("by").stringValue(),
                                        one.required("lapses").stringValue(),
                                        one.required("request").stringValue()));
            }
            return ExitCode.GOOD;
        }
    }

    /// Operators, further offices and whoever works again take a second operator.
    @Command(name = "add", description = "Make the account of an official.")
    static final class Add implements Callable<Integer> {
        @Mixin private PkiOffice at = new PkiOffice();

        @Option(
                names = "--role",
                required = true,
                description = "officer, operator, relying-party or mirror.")
        private String role = "";

        @Option(names = "--office", description = "Of an officer, such as kr-11110.")
        private Optional<String> office = Optional.empty();

        @Option(names = "--name", required = true, description = "For people to read.")
        private String name = "";

        @Option(names = "--until", description = "The last day, such as 2027-12-31.")
        private Optional<String> until = Optional.empty();

        @Option(
                names = "--besides",
                description = "The open account of the same officer at another office.")
        private Optional<String> besides = Optional.empty();

        @Option(names = "--instead-of", description = "The closed account of the same person.")
        private Optional<String> insteadOf = Optional.empty();

        @Override
        public Integer call() throws IOException {
            ObjectNode order = PkiOffice.order().put("role", role).put("name", name);
            office.ifPresent(one -> order.put("office", one));
            until.ifPresent(one -> order.put("until", one));
            besides.ifPresent(one -> order.put("besides", one));
            insteadOf.ifPresent(one -> order.put("insteadOf", one));
            return told(at.post(ROUTE, order));
        }
    }

    /// By another operator than the one who asked.
    @Command(name = "agree", description = "Agree to what another operator has asked for.")
    static final class Agree implements Callable<Integer> {
        @Mixin private PkiOffice office = new PkiOffice();

        @Parameters(paramLabel = "ACCOUNT", description = "As accounts list names it.")
        private String account = "";

        @Option(names = "--request", required = true, description = "What is agreed to.")
        private String request = "";

        @Override
        public Integer call() throws IOException {
            return told(
                    office.post(
                            of(account, "agreement"), PkiOffice.order().put("request", request)));
        }
    }

    /// For ever.
    @Command(name = "close", description = "Close an account, for ever.")
    static final class Close implements Callable<Integer> {
        @Mixin private PkiOffice office = new PkiOffice();

        @Parameters(paramLabel = "ACCOUNT", description = "As accounts list names it.")
        private String account = "";

        @Option(names = "--reason", required = true, description = "Why, for the journal.")
        private String reason = "";

        @Override
        public Integer call() throws IOException {
            return told(
                    office.post(of(account, "closure"), PkiOffice.order().put("reason", reason)));
        }
    }

    /// The same order, with `--operation`, gives the same login.
    @Command(
            name = "login",
            description = {
                "Hand over a login that opens once within a day.",
                "An operator's takes a second: once that one has agreed, repeat it with --operation."
            })
    static final class Login implements Callable<Integer> {
        @Mixin private PkiOffice office = new PkiOffice();

        @Parameters(paramLabel = "ACCOUNT", description = "As accounts list names it.")
        private String account = "";

        @Override
        public Integer call() throws IOException {
            String operation = office.operation();
            JsonNode answer = office.post(of(account, "login"), PkiOffice.order());
            if (!answer.has("login")) {
                Screen.out("repeat it then with --operation " + operation);
                return told(answer);
            }
            Screen.out(
                    "%s  opens once, until %s"
                            .formatted(
                                    office.address(answer.required("login").stringValue()),
                                    answer.required("loginUntil").stringValue()));
            return ExitCode.GOOD;
        }
    }
}
