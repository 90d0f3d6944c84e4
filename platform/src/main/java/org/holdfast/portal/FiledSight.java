// SPDX-License-Identifier: Apache-2.0
package org.holdfast.portal;

import org.holdfast.api.Answers;
import org.holdfast.api.FilingAnswers;
import org.holdfast.cases.Filings;
import org.holdfast.identity.Principal;
import org.holdfast.registers.RecordVersion;

/// Finds what was filed about a person, for the person's own pages and for the officer's. Needs no
/// database. Thread-safe.
record FiledSight(Filings filings, FilingAnswers answers, FilingView.Words words) {
    /// So many of those that are decided are shown on one page.
    private static final int DECIDED = 10;

    /// The looks of an officer are on disk before it is made.
    FiledView of(Principal who, RecordVersion person, Page page) {
        Filings.About about = Answers.given(filings.about(who, person, DECIDED), words.problems());
        answers.look(who, about.shown());
        return FiledView.of(about, person, words, page);
    }

    /// One of those that a person may see, about whomever it is.
    FiledView.Line one(Principal who, RecordVersion self, String id, Page page) {
        Filings.Filing filing = Answers.given(filings.find(who, id), words.problems());
        return FiledView.line(filing, self, words, page);
    }
}
