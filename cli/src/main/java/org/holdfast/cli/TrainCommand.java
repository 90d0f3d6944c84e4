// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.holdfast.app.Office;
import org.holdfast.app.OfficeSettings;
import org.holdfast.bench.IssueBench;
import org.holdfast.drills.DemoOffice;
import org.holdfast.drills.OfficeClient;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `train`: a training run (JEP 514, 515) of an office. It does what offices and their mirrors do,
/// in this very process, on made-up people and a folder of its own that is gone afterwards; the
/// launcher has the JVM write down which classes and which branches that took, and gives it to
/// every later start. Whoever starts without it serves the first minute slowly and as rightly.
@Command(
        name = "train",
        description = "Use a made-up office for a minute, so that later starts are warm.")
final class TrainCommand implements Callable<Integer> {
    private static final List<String> SERVICES =
            List.of("kr.resident-transcript", "kr.resident-abstract", "jp.residence-certificate");
    private static final List<String> PAGES =
            List.of("/", "/verify", "/trust", "/api/openapi.json", "/health/ready");
    private static final String KOREAN = "kr-11110";
    private static final int RESIDENTS = 400;
    private static final InstantSource CLOCK = InstantSource.system();
    private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");

    @Option(names = "--seconds", defaultValue = "8", description = "For each service.")
    private int seconds;

    private int failures;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path work = Files.createTempDirectory("holdfast-train");
        try {
            Path data = work.resolve("data");
            try (Office office = Office.start(settings(data))) {
                DemoOffice demo = DemoOffice.read(data.resolve("demo.json"));
                Screen.err("  using it for about " + (SERVICES.size() * seconds + 5) + " s ...");
                for (String service : SERVICES) {
                    use(demo, service, work);
                }
                Screen.err("  stopping it at " + office.base() + " ...");
            }
        } finally {
            WorkFolder.remove(work);
        }
        return failures == 0 ? ExitCode.GOOD : ExitCode.FINDING;
    }

    private void use(DemoOffice demo, String service, Path work)
            throws IOException, InterruptedException {
        mirror(demo, work);
        var papers =
                new IssueBench(demo, service, Screen::err).closed(3, Duration.ofSeconds(seconds));
        if (papers.issued() == 0) {
            Screen.err("no paper of " + service + " was issued");
            failures++;
        }
        try (OfficeClient client = new OfficeClient(demo.base(), demo.officer(KOREAN).token())) {
            for (DemoOffice.Subject subject : demo.unrestricted(KOREAN).subList(0, 12)) {
                client.send(move(subject), Duration.ofSeconds(10));
                client.get("/api/v1/subjects?office=" + KOREAN + "&q=" + encoded(subject.name()));
            }
            for (String page : PAGES) {
                client.get(page);
            }
        }
        mirror(demo, work);
    }

    private static String encoded(String words) {
        return URLEncoder.encode(words, StandardCharsets.UTF_8);
    }

    private static org.holdfast.drills.Command move(DemoOffice.Subject subject) {
        ObjectNode body = JsonMapper.shared().createObjectNode();
        body.put("office", KOREAN).put("subject", subject.handle());
        body.put("address", "서울특별시 종로구 자하문로 " + UUID.randomUUID());
        body.put("movedOn", LocalDate.ofInstant(CLOCK.instant(), SEOUL).toString());
        body.putObject("options").put("basis", "head").put("evidence", "주민등록증");
        return new org.holdfast.drills.Command(
                UUID.randomUUID().toString(), KOREAN, "/api/v1/moves", body);
    }

    /// What the other sites' nodes do with what one has written.
    private void mirror(DemoOffice demo, Path work) throws IOException {
        Path token = work.resolve("operator");
        Files.writeString(token, demo.person("operator", "").token());
        boolean first = !Files.exists(work.resolve("copy/token"));
        List<String> arguments = new ArrayList<>(List.of("--of", demo.base(), "--once"));
        arguments.addAll(List.of("--into", work.resolve("copy").toString()));
        if (first) {
            arguments.addAll(List.of("--operator-token", token.toString()));
        }
        int code = new CommandLine(new MirrorCommand()).execute(arguments.toArray(String[]::new));
        failures += code == ExitCode.GOOD ? 0 : 1;
    }

    private static OfficeSettings settings(Path data) {
        return new OfficeSettings(
                data,
                "127.0.0.1",
                0,
                true,
                RESIDENTS,
                false,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                new OfficeSettings.Progress() {
                    @Override
                    public void step(String words) {
                        Screen.err("  " + words + " ...");
                    }

                    @Override
                    public void residents(long loaded, long all) {
                        Screen.progress("residents", loaded, all);
                    }
                });
    }
}
