// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// One member of etcd, by the JSON form of its v3 API. Each call has two seconds, one that works
/// through the whole file a minute.
final class EtcdClient implements AutoCloseable {
    private static final Duration WITHIN = Duration.ofSeconds(2);
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final String NO_SPACE = "NOSPACE";
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(WITHIN).build();
    private final URI endpoint;

    EtcdClient(URI endpoint) {
        this.endpoint = endpoint;
    }

    /// What a member says of itself.
    ///
    /// @param member its id
    /// @param leader id of the leader that it follows; "0" when there is none
    record Standing(String member, String leader) {
        boolean leads() {
            return member.equals(leader);
        }

        boolean hasLeader() {
            return !leader.isEmpty() && !leader.equals("0");
        }
    }

    Standing standing() throws IOException {
        JsonNode answer = ask("/v3/maintenance/status", JSON.createObjectNode());
        return new Standing(
                answer.path("header").path("member_id").asString(""),
                answer.path("leader").asString("0"));
    }

    /// How much a member keeps.
    ///
    /// @param bytes of its file, free pages among them
    /// @param revision the newest of all
    /// @param isNoSpace whether a member is at its quota, so that all refuse writes
    record Room(String member, long bytes, String revision, boolean isNoSpace) {}

    Room room() throws IOException {
        JsonNode answer = ask("/v3/maintenance/status", JSON.createObjectNode());
        boolean noSpace = false;
        for (JsonNode error : answer.path("errors")) {
            noSpace |= error.asString("").contains(NO_SPACE);
        }
        return new Room(
                answer.path("header").path("member_id").asString(""),
                answer.path("dbSize").asLong(0),
                answer.path("header").path("revision").asString("0"),
                noSpace);
    }

    /// The members at their quota, by their ids.
    List<String> full() throws IOException {
        List<String> full = new ArrayList<>();
        ObjectNode body = JSON.createObjectNode().put("action", "GET");
        for (JsonNode one : ask("/v3/maintenance/alarm", body).path("alarms")) {
            if (one.path("alarm").asString("").equals(NO_SPACE)) {
                full.add(one.path("memberID").asString(""));
            }
        }
        return full;
    }

    /// Has a member that has room again count as such.
    void disarm(String member) throws IOException {
        ask(
                "/v3/maintenance/alarm",
                JSON.createObjectNode()
                        .put("action", "DEACTIVATE")
                        .put("memberID", member)
                        .put("alarm", NO_SPACE));
    }

    /// Forgets what was before a revision, at all members; returns when this one has.
    void compact(String revision) throws IOException {
        ObjectNode body = JSON.createObjectNode().put("revision", revision).put("physical", true);
        ask("/v3/kv/compaction", body, LONG);
    }

    /// Gives back what this member's file has free; it serves nobody meanwhile.
    void defragment() throws IOException {
        ask("/v3/maintenance/defragment", JSON.createObjectNode(), LONG);
    }

    /// The value of a key, read with a quorum.
    Optional<String> get(String key) throws IOException {
        ObjectNode body = JSON.createObjectNode().put("key", base64(key));
        JsonNode found = ask("/v3/kv/range", body).path("kvs").path(0).path("value");
        return found.isString()
                ? Optional.of(
                        new String(
                                Base64.getDecoder().decode(found.asString()),
                                StandardCharsets.UTF_8))
                : Optional.empty();
    }

    /// Makes a key that nobody has, for so long; false when somebody has it.
    boolean claim(String key, String value, int seconds) throws IOException {
        ObjectNode body = JSON.createObjectNode();
        body.putArray("compare")
                .addObject()
                .put("key", base64(key))
                .put("target", "CREATE")
                .put("create_revision", "0");
        body.putArray("success").addObject().set("requestPut", leased(key, value, seconds));
        return ask("/v3/kv/txn", body).path("succeeded").asBoolean(false);
    }

    /// Has a key that has this value keep it for so long from now on; false when it has another or
    /// none.
    boolean renew(String key, String value, int seconds) throws IOException {
        ObjectNode body = whereIs(key, value);
        body.putArray("success").addObject().set("requestPut", leased(key, value, seconds));
        return ask("/v3/kv/txn", body).path("succeeded").asBoolean(false);
    }

    /// Removes a key that has this value, and no other.
    void release(String key, String value) throws IOException {
        ObjectNode body = whereIs(key, value);
        body.putArray("success")
                .addObject()
                .putObject("requestDeleteRange")
                .put("key", base64(key));
        ask("/v3/kv/txn", body);
    }

    private static ObjectNode whereIs(String key, String value) {
        ObjectNode body = JSON.createObjectNode();
        body.putArray("compare")
                .addObject()
                .put("key", base64(key))
                .put("target", "VALUE")
                .put("value", base64(value));
        return body;
    }

    /// Sets a key for so long.
    void put(String key, String value, int seconds) throws IOException {
        ask("/v3/kv/put", leased(key, value, seconds));
    }

    private ObjectNode leased(String key, String value, int seconds) throws IOException {
        String lease =
                ask("/v3/lease/grant", JSON.createObjectNode().put("TTL", seconds))
                        .path("ID")
                        .asString("");
        return JSON.createObjectNode()
                .put("key", base64(key))
                .put("value", base64(value))
                .put("lease", lease);
    }

    /// A member of the cluster.
    ///
    /// @param name the site's; empty while it was added and has never run
    /// @param peer its address for the others
    /// @param started it has run
    record Member(String id, String name, String peer, boolean started) {}

    List<Member> members() throws IOException {
        List<Member> members = new ArrayList<>();
        for (JsonNode one :
                ask("/v3/cluster/member/list", JSON.createObjectNode()).path("members")) {
            members.add(
                    new Member(
                            one.path("ID").asString(""),
                            one.path("name").asString(""),
                            one.path("peerURLs").path(0).asString(""),
                            !one.path("clientURLs").isEmpty()));
        }
        return members;
    }

    /// Has the leader, which this member must be, hand over to another.
    void handOver(String member) throws IOException {
        ask("/v3/maintenance/transfer-leadership", JSON.createObjectNode().put("targetID", member));
    }

    void remove(String member) throws IOException {
        ask("/v3/cluster/member/remove", JSON.createObjectNode().put("ID", member));
    }

    void add(String peer) throws IOException {
        ObjectNode body = JSON.createObjectNode();
        body.putArray("peerURLs").add(peer);
        ask("/v3/cluster/member/add", body);
    }

    private JsonNode ask(String path, ObjectNode body) throws IOException {
        return ask(path, body, WITHIN);
    }

    private JsonNode ask(String path, ObjectNode body, Duration limit) throws IOException {
        HttpRequest request =
                HttpRequest.newBuilder(endpoint.resolve(path))
                        .timeout(limit)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                        .build();
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException("etcd answered " + answer.statusCode() + answer.body());
            }
            return JSON.readTree(answer.body());
        } catch (JacksonException unreadable) {
            throw new IOException("etcd's answer cannot be read", unreadable);
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", told);
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
