// SPDX-License-Identifier: Apache-2.0
package org.holdfast.journal;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/// What a witness or a mirror answers to one request: HTTP status, content type and body as C2SP
/// tlog-witness and tlog-mirror say. Answers that refuse say why in one English line.
public sealed interface Answer {
    /// The status code.
    int status();

    /// The content type of the body.
    default String contentType() {
        return "text/plain; charset=utf-8";
    }

    /// The body, in UTF-8.
    default byte[] body() {
        return text().getBytes(StandardCharsets.UTF_8);
    }

    /// The body.
    String text();

    /// 200: the cosignatures, a line each. None when a mirror took a pending checkpoint.
    record Cosigned(List<NoteSignature> signatures) implements Answer {
        public Cosigned {
            signatures = List.copyOf(signatures);
        }

        @Override
        public int status() {
            return 200;
        }

        @Override
        public String text() {
            StringBuilder lines = new StringBuilder();
            signatures.forEach(each -> lines.append(each.line()).append('\n'));
            return lines.toString();
        }
    }

    /// 200: the latest cosigned note of a journal.
    record Published(SignedNote note) implements Answer {
        @Override
        public int status() {
            return 200;
        }

        @Override
        public String text() {
            return note.string();
        }
    }

    /// 202: some entries were saved; this is where to go on.
    record Partly(MirrorInfo info) implements Answer {
        @Override
        public int status() {
            return 202;
        }

        @Override
        public String contentType() {
            return MirrorInfo.CONTENT_TYPE;
        }

        @Override
        public String text() {
            return info.text();
        }
    }

    /// 400: not a request, or one that contradicts itself.
    record Malformed(String why) implements Answer {
        @Override
        public int status() {
            return 400;
        }

        @Override
        public String text() {
            return why + "\n";
        }
    }

    /// 403: no trusted key signed, or a signature that claims one does not verify.
    record Forbidden(String why) implements Answer {
        @Override
        public int status() {
            return 403;
        }

        @Override
        public String text() {
            return why + "\n";
        }
    }

    /// 404: no such journal here, or nothing of it yet.
    record Unknown() implements Answer {
        @Override
        public int status() {
            return 404;
        }

        @Override
        public String text() {
            return "unknown origin\n";
        }
    }

    /// 409: the latest size here is another than the asker believes.
    record OtherSize(TreeSize latest) implements Answer {
        @Override
        public int status() {
            return 409;
        }

        @Override
        public String contentType() {
            return "text/x.tlog.size";
        }

        @Override
        public String text() {
            return latest + "\n";
        }
    }

    /// 409: the entries do not follow what is here; this is where to go on.
    record OtherEntries(MirrorInfo info) implements Answer {
        @Override
        public int status() {
            return 409;
        }

        @Override
        public String contentType() {
            return MirrorInfo.CONTENT_TYPE;
        }

        @Override
        public String text() {
            return info.text();
        }
    }

    /// 422: a proof does not verify. Signed by the journal, this may be evidence of a fork.
    record Unproven(String why) implements Answer {
        @Override
        public int status() {
            return 422;
        }

        @Override
        public String text() {
            return why + "\n";
        }
    }

    /// 503: nothing is wrong with the request, and it may be sent again later. Not of the
    /// specifications, which leave such answers to HTTP (RFC 9110 §15.6.4).
    record Unavailable(String why) implements Answer {
        @Override
        public int status() {
            return 503;
        }

        @Override
        public String text() {
            return why + "\n";
        }
    }

    /// Where an upload goes on; C2SP tlog-mirror, `text/x.tlog.mirror-info`.
    ///
    /// @param pending the size of a checkpoint that entries may be uploaded for
    /// @param next the first entry that is not here
    /// @param ticket to be sent back as it is; base64
    record MirrorInfo(TreeSize pending, EntryIndex next, String ticket) {
        /// The content type of [#text].
        public static final String CONTENT_TYPE = "text/x.tlog.mirror-info";

        /// The three lines.
        public String text() {
            return pending + "\n" + next + "\n" + ticket + "\n";
        }

        /// The ticket's bytes.
        public byte[] ticketBytes() {
            return Base64.getDecoder().decode(ticket);
        }
    }
}
