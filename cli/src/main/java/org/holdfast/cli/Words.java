// SPDX-License-Identifier: Apache-2.0
package org.holdfast.cli;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Optional;
import org.holdfast.cluster.ClusterFault;
import org.holdfast.ledger.LedgerFault;

/// A fault in a sentence that says what to do about it, where the fault is one of everyday.
final class Words {
    private static final int DEEPEST_CAUSE = 10;

    private Words() {}

    static String of(Throwable failure) {
        Optional<String> plain = Optional.empty();
        Throwable one = failure;
        for (int i = 0; i < DEEPEST_CAUSE && one != null && plain.isEmpty(); i++) {
            plain = everyday(one);
            one = one.getCause();
        }
        String message = failure.getMessage();
        return plain.orElse(message == null ? failure.toString() : message);
    }

    private static Optional<String> everyday(Throwable failure) {
        return switch (failure) {
            case ClusterFault e -> Optional.ofNullable(e.getMessage());
            case LedgerFault e -> Optional.ofNullable(e.getMessage());
            case NoSuchFileException e -> Optional.of("there is no file " + e.getFile());
            case AccessDeniedException e -> Optional.of("no permission to use " + e.getFile());
            case NotDirectoryException e -> Optional.of(e.getFile() + " is not a folder");
            case FileSystemException e ->
                    Optional.ofNullable(e.getReason()).map(why -> e.getFile() + ": " + why);
            case MalformedInputException _ -> Optional.of("the file is not text in UTF-8");
            case ConnectException _ ->
                    Optional.of("nothing answers at that address; is the office running?");
            case UnknownHostException _ ->
                    Optional.of("that address is not known; check how it is written");
            case HttpTimeoutException _ -> Optional.of("that address did not answer in time");
            default -> Optional.empty();
        };
    }
}
