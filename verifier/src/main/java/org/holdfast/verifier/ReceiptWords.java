// SPDX-License-Identifier: Apache-2.0
package org.holdfast.verifier;

import java.util.Map;
import java.util.Optional;

/// What a receipt says in words, grade by grade, and nothing else: the verifier compares. No grade
/// says more than was reached.
public final class ReceiptWords {
    private static final String KO_PROMISED =
            "이 기록은 한 장소에 있는 한 노드의 디스크 하나에 저장되었습니다. 아직 서명된 체크포인트에는 들어가지 않았습니다."
                    + " 그 디스크를 잃으면 이 접수증으로 기록을 되살리므로 보관하여 주십시오.";
    private static final String JA_PROMISED =
            "この記録は、一つの場所にある一つのノードのディスク一台に保存されました。署名されたチェックポイントには"
                    + "まだ含まれていません。そのディスクが失われたときは、この受領証から記録を元に戻します。保管してください。";
    private static final String EN_PROMISED =
            "This entry is on one disk of one node at one place. No signed checkpoint includes it"
                    + " yet. Should that disk be lost, the entry is restored from this receipt: keep"
                    + " it.";
    private static final String KO_SEALED =
            "이 기록은 서명된 체크포인트에 들어 있어, 몰래 바꾸거나 지울 수 없습니다. 다만 아직 한 장소의 디스크 하나에만"
                    + " 보관되어 있고, 다른 장소에는 사본이 없습니다.";
    private static final String JA_SEALED =
            "この記録は署名されたチェックポイントに含まれており、気付かれずに書き換えたり消したりすることはできません。"
                    + "ただし、まだ一つの場所のディスク一台にだけ保管されており、ほかの場所に写しはありません。";
    private static final String EN_SEALED =
            "A signed checkpoint includes this entry: it cannot be changed or removed unnoticed. It"
                    + " is still kept on one disk at one place; no other place has a copy of it yet.";

    private static final String KO_MIRRORED =
            "이 기록은 서명된 체크포인트에 들어 있고, 아래에 적힌 여러 장소의 디스크에 내용과 함께 보관되어 있습니다."
                    + " 그중 한 장소를 모두 잃어도 없어지지 않습니다.";
    private static final String JA_MIRRORED =
            "この記録は署名されたチェックポイントに含まれ、下に記した複数の場所のディスクに内容とともに保管されています。"
                    + "そのうち一つの場所がすべて失われても、なくなりません。";
    private static final String EN_MIRRORED =
            "A signed checkpoint includes this entry, and the places named below keep it with its"
                    + " content on their own disks. The loss of any one of them does not lose it.";

    private static final String KO_ERASED = " 내용은 기관의 명령으로 파기되었습니다. 남은 것은 기록의 자리와 이 증명입니다.";
    private static final String JA_ERASED = "内容は役所の命令により消去されました。残るのは記録の位置とこの証明です。";
    private static final String EN_ERASED =
            " Its content was erased by order of the office. What remains is the entry's place and"
                    + " this proof.";
    private static final String KO_ERASED_SEALED =
            "이 기록은 서명된 체크포인트에 들어 있어, 몰래 바꾸거나 지울 수 없습니다." + KO_ERASED;
    private static final String JA_ERASED_SEALED =
            "この記録は署名されたチェックポイントに含まれており、気付かれずに書き換えたり消したりすることはできません。" + JA_ERASED;
    private static final String EN_ERASED_SEALED =
            "A signed checkpoint includes this entry: it cannot be changed or removed unnoticed."
                    + EN_ERASED;
    private static final String KO_ERASED_MIRRORED =
            "이 기록은 서명된 체크포인트에 들어 있고, 아래에 적힌 여러 장소가 그 자리를 보관하고 있습니다." + KO_ERASED;
    private static final String JA_ERASED_MIRRORED =
            "この記録は署名されたチェックポイントに含まれ、下に記した複数の場所がその位置を保管しています。" + JA_ERASED;
    private static final String EN_ERASED_MIRRORED =
            "A signed checkpoint includes this entry, and the places named below keep its place."
                    + EN_ERASED;

    private ReceiptWords() {}

    private static Optional<Map<String, String>> erased(String grade) {
        return switch (grade) {
            case "sealed" ->
                    Optional.of(
                            Map.of(
                                    "ko", KO_ERASED_SEALED,
                                    "ja", JA_ERASED_SEALED,
                                    "en", EN_ERASED_SEALED));
            case "mirrored" ->
                    Optional.of(
                            Map.of(
                                    "ko", KO_ERASED_MIRRORED,
                                    "ja", JA_ERASED_MIRRORED,
                                    "en", EN_ERASED_MIRRORED));
            default -> Optional.empty();
        };
    }

    /// The words by language, `ko`, `ja` and `en`; empty where there are none. An erased entry has
    /// words only with a proof.
    ///
    /// @param erased whether the entry's content was erased
    public static Optional<Map<String, String>> of(String grade, boolean erased) {
        return erased ? erased(grade) : of(grade);
    }

    /// The words by language, `ko`, `ja` and `en`; empty for a grade that has none.
    public static Optional<Map<String, String>> of(String grade) {
        return switch (grade) {
            case "promised" ->
                    Optional.of(Map.of("ko", KO_PROMISED, "ja", JA_PROMISED, "en", EN_PROMISED));
            case "sealed" -> Optional.of(Map.of("ko", KO_SEALED, "ja", JA_SEALED, "en", EN_SEALED));
            case "mirrored" ->
                    Optional.of(Map.of("ko", KO_MIRRORED, "ja", JA_MIRRORED, "en", EN_MIRRORED));
            default -> Optional.empty();
        };
    }
}
