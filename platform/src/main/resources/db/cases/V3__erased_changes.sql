-- SPDX-License-Identifier: Apache-2.0
-- Whose records a move has changed: an erasure takes its record out of what is kept of the moves.
-- The rows are folded from the central journal's entries by a rebuild and an import.
create index change_records on cases.change using gin ((outcome -> 'records'));
