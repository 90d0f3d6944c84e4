// SPDX-License-Identifier: Apache-2.0
package org.holdfast.registers;

import java.time.InstantSource;
import org.holdfast.database.Database;
import org.holdfast.keys.Keys;
import org.holdfast.ledger.Ledger;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The beans of this module; the schema `registers` must be migrated before.
@Configuration(proxyBeanMethods = false)
public class RegistersConfiguration {
    @Bean(destroyMethod = "close")
    RegistersSession registersSession(
            RegistersSettings settings,
            Database database,
            Keys keys,
            Ledger ledger,
            InstantSource clock) {
        return RegistersSession.open(settings, database, keys, ledger, clock);
    }

    @Bean
    Registers registers(RegistersSession session) {
        return session.registers();
    }

    @Bean
    Arrivals arrivals(RegistersSession session) {
        return session.arrivals();
    }

    @Bean
    Looks looks(RegistersSession session) {
        return session.looks();
    }

    @Bean
    ErasedRecords erasedRecords(RegistersSession session) {
        return session.erasedRecords();
    }

    @Bean
    BulkLoad bulkLoad(RegistersSession session) {
        return session.bulkLoad();
    }

    @Bean
    Fold fold(RegistersSession session) {
        return session.fold();
    }

    @Bean
    CopyState.Watch copyWatch(RegistersSession session) {
        return session::copyState;
    }
}
