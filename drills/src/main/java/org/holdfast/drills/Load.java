// SPDX-License-Identifier: Apache-2.0
package org.holdfast.drills;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;

/// Clients that ask for papers and enter moves until told to stop, and write down what they were
/// promised.
final class Load implements AutoCloseable {
    private static final List<String> SERVICES =
            List.of("kr.resident-transcript", "kr.resident-abstract");

    private static final Set<String> OVERTAKEN = Set.of("record-changed");
    private static final InstantSource CLOCK = InstantSource.system();

    private final DemoOffice demo;
    private final TruthLog truth;
    private final AtomicBoolean going = new AtomicBoolean(true);
    private final AtomicLong refusedForLoad = new AtomicLong();
    private final Set<String> offences = new ConcurrentSkipListSet<>();
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();

    Load(DemoOffice demo, TruthLog truth) {
        this.demo = demo;
        this.truth = truth;
    }

    void start(int count, RandomGenerator chance) {
        for (int client = 0; client < count; client++) {
            long seed = chance.nextLong();
            clients.execute(() -> run(seed));
        }
    }

    private void run(long seed) {
        RandomGenerator chance = new java.util.SplittableRandom(seed);
        String office = chance.nextBoolean() ? "kr-11110" : "jp-131148";
        List<DemoOffice.Subject> subjects = demo.unrestricted(office);
        try (OfficeClient client = new OfficeClient(demo.base(), demo.officer(office).token())) {
            while (going.get()) {
                String subject = subjects.get(chance.nextInt(subjects.size())).handle();
                Command command =
                        chance.nextInt(10) == 0
                                ? move(office, subject, chance)
                                : paper(office, subject, chance);
                truth.sent(command);
                ask(client, command);
            }
        }
    }

    private static Command paper(String office, String subject, RandomGenerator chance) {
        String service =
                office.startsWith("kr")
                        ? SERVICES.get(chance.nextInt(SERVICES.size()))
                        : "jp.residence-certificate";
        return new OfficeClient.Order(operation(chance), service, office, subject, "drill")
                .command();
    }

    /// A report that somebody moved today, to an address that nobody else has.
    static Command move(String office, String subject, RandomGenerator chance) {
        String address = NewHomes.address(office, chance);
        String today = NewHomes.day(office, CLOCK.instant());
        return Command.move(operation(chance), office, subject, address, today);
    }

    private static String operation(RandomGenerator chance) {
        return new UUID(chance.nextLong(), chance.nextLong()).toString();
    }

    private void ask(OfficeClient client, Command command) {
        try {
            note(command, client.send(command, Duration.ofSeconds(15)));
        } catch (IOException e) {
            Pauses.of(Duration.ofMillis(20)); // killed or cut: the outcome is unknown, asked later
        }
    }

    /// Writes down one answer; returns whether it was an acknowledgement.
    boolean note(Command command, OfficeClient.Answer answer) {
        JsonNode json = answer.json();
        if (answer.status() == 201 || answer.status() == 200) {
            List<String> leaves = new ArrayList<>();
            json.path("receipts").forEach(one -> leaves.add(one.path("leafHash").asString("")));
            if (!command.isMove()) {
                leaves.add(json.path("receipt").path("leafHash").asString(""));
            }
            truth.acknowledged(
                            command,
                            new TruthLog.Acknowledged(json.path("id").asString(""), leaves))
                    .ifPresent(offences::add);
            return true;
        }
        String code = json.path("code").asString("?");
        if (answer.status() == 202) {
            filed(command, json.path("state").asString(""));
        } else if (answer.status() == 503) {
            refusedForLoad.incrementAndGet();
            Pauses.of(Duration.ofMillis(50));
        } else if (command.isMove() && OVERTAKEN.contains(code)) {
            truth.refused(command); // two moves of one household met; nothing was entered
        } else if (answer.status() < 500) {
            offences.add(command.path() + " refused with " + answer.status() + ": " + code);
        }
        return false;
    }

    /// Filed without the database: entered once that is back, unless another move came before.
    private void filed(Command command, String state) {
        if (state.equals("held")) {
            truth.refused(command);
        } else {
            Pauses.of(Duration.ofMillis(50));
        }
    }

    /// No client begins another order; those under way stay under way.
    void beginNoMore() {
        going.set(false);
    }

    Set<String> offences() {
        return offences;
    }

    @Override
    public void close() {
        going.set(false);
        clients.shutdown();
        try {
            if (!clients.awaitTermination(60, TimeUnit.SECONDS)) {
                clients.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
