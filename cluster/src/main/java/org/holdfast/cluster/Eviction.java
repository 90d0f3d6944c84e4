// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;

/// Has Patroni move the primary away from a site that loses long packets: no engine notices that,
/// and no commit is acknowledged until somebody does it. Asked by a site that is not the primary's,
/// on the word of its own probes and of another site's; at most once in ten minutes in the whole
/// cluster, and off where `site.json` says `"evict": false`.
///
/// Patroni moves it to the synchronous standby only, which has every acknowledged commit. Not
/// thread-safe.
final class Eviction implements AutoCloseable {
    static final String SICK = "site-loses-long-packets-";

    /// Looks that must find it so, one after the other.
    private static final int LOOKS = 5;

    private static final int AGAIN_SECONDS = 600;

    /// After Patroni refused.
    private static final int RETRY_SECONDS = 20;

    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final SitePlan plan;
    private final Secrets secrets;
    private final EtcdClient etcd;
    private final Consumer<String> say;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private String suspect = "";
    private int looks;

    Eviction(SitePlan plan, Secrets secrets, EtcdClient etcd, Consumer<String> say) {
        this.plan = plan;
        this.secrets = secrets;
        this.etcd = etcd;
        this.say = say;
    }

    /// @param primary the site that holds the lease; empty when nobody does
    /// @param found what the probes of this site find wrong
    void look(String primary, Map<String, String> found) throws IOException {
        String reason = found.getOrDefault(SICK + primary, "");
        if (!plan.evict() || reason.isEmpty() || primary.equals(plan.site())) {
            looks = 0;
            return;
        }
        looks = primary.equals(suspect) ? looks + 1 : 1;
        suspect = primary;
        String key = "/holdfast-sites/" + plan.cluster() + "/evicted";
        if (looks < LOOKS || etcd.get(key).isPresent()) {
            return;
        }
        String value = primary + " by " + plan.site() + ": " + reason;
        if (etcd.claim(key, value, RETRY_SECONDS)) {
            say.accept("asks Patroni to move the primary away from " + primary + ": " + reason);
            ask(primary, key, value);
        }
    }

    /// Without waiting: Patroni answers when it is done. An answer that does not come counts as
    /// done, for the demand itself lies in etcd by then.
    private void ask(String primary, String key, String value) {
        String login = "patroni:" + secrets.of(Secrets.PATRONI);
        HttpRequest request =
                HttpRequest.newBuilder(plan.patroni().resolve("/switchover"))
                        .timeout(ANSWER)
                        .header("Content-Type", "application/json")
                        .header(
                                "Authorization",
                                "Basic "
                                        + Base64.getEncoder()
                                                .encodeToString(
                                                        login.getBytes(StandardCharsets.UTF_8)))
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        JsonMapper.shared()
                                                .writeValueAsString(Map.of("leader", primary))))
                        .build();
        var _ =
                http.sendAsync(request, BodyHandlers.ofString())
                        .handle((answer, failed) -> {
                            String words = failed == null ? words(answer) : "no answer: " + failed;
                            say.accept("Patroni on moving the primary: " + words);
                            if (failed != null || answer.statusCode() / 100 == 2) {
                                keep(key, value);
                            }
                            return words;
                        });
    }

    private static String words(HttpResponse<String> answer) {
        return answer.statusCode() + " " + answer.body();
    }

    private void keep(String key, String value) {
        try {
            etcd.put(key, value, AGAIN_SECONDS);
        } catch (IOException away) {
            say.accept("etcd did not keep that the primary was moved: " + away.getMessage());
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
