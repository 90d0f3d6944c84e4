// SPDX-License-Identifier: Apache-2.0
package org.holdfast.ledger;

import tools.jackson.databind.node.ObjectNode;

/// What a receipt says in words: never more than the grade that was reached.
final class ReceiptWords {
    private static final String KO_PROMISED =
            "이 기록은 한 장소에 있는 한 노드의 디스크 하나에 저장되었습니다. 아직 서명된 체크포인트에는 들어가지 않았습니다."
                    + " 그 디스크를 잃으면 이 접수증으로 기록을 되살리므로 보관하여 주십시오.";
    private static final String JA_PROMISED =
            "この記録は、一つの場所にある一つのノードのディスク一台に保存されました。署名されたチェックポイントには"
                    + "まだ含まれていません。そのディスクが失われたときは、この受領証から記録を元に戻します。保管してください。";
    private static final String EN_PROMISED =
            "This entry is on one disk of one node at one place. No signed checkpoint includes it yet."
                    + " Should that disk be lost, the entry is restored from this receipt: keep it.";
    private static final String KO_SEALED =
            "이 기록은 서명된 체크포인트에 들어 있어, 몰래 바꾸거나 지울 수 없습니다. 다만 아직 한 장소의 디스크 하나에만"
                    + " 보관되어 있고, 다른 장소에는 사본이 없습니다.";
    private static final String JA_SEALED =
            "この記録は署名されたチェックポイントに含まれており、気付かれずに書き換えたり消したりすることはできません。"
                    + "ただし、まだ一つの場所のディスク一台にだけ保管されており、ほかの場所に写しはありません。";
    private static final String EN_SEALED =
            "A signed checkpoint includes this entry: it cannot be changed or removed unnoticed. It is"
                    + " still kept on one disk at one place; no other place has a copy of it yet.";

    private static final String KO_MIRRORED =
            "이 기록은 서명된 체크포인트에 들어 있고, 아래에 적힌 여러 장소의 디스크에 내용과 함께 보관되어 있습니다."
                    + " 그중 한 장소를 모두 잃어도 없어지지 않습니다.";
    private static final String JA_MIRRORED =
            "この記録は署名されたチェックポイントに含まれ、下に記した複数の場所のディスクに内容とともに保管されています。"
                    + "そのうち一つの場所がすべて失われても、なくなりません。";
    private static final String EN_MIRRORED =
            "A signed checkpoint includes this entry, and the places named below keep it with its"
                    + " content on their own disks. The loss of any one of them does not lose it.";

    private ReceiptWords() {}

    static void put(ObjectNode says, Receipt.Grade grade) {
        switch (grade) {
            case PROMISED ->
                    says.put("ko", KO_PROMISED).put("ja", JA_PROMISED).put("en", EN_PROMISED);
            case MIRRORED ->
                    says.put("ko", KO_MIRRORED).put("ja", JA_MIRRORED).put("en", EN_MIRRORED);
            case SEALED -> says.put("ko", KO_SEALED).put("ja", JA_SEALED).put("en", EN_SEALED);
        }
    }
}
