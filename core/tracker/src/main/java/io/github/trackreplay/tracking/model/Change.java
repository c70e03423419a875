/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.tracking.model;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * One row to be written. Changes of a batch are in the order of the requests; written in that order, or coalesced by {@link
 * CoalescedChanges}, they give the same rows. Nothing in a change needs to be looked up again: whether a row exists already
 * was decided from {@link Known}.
 */
public sealed interface Change {
    /**
     * Says which kind it is. Who handles changes handles every kind, or does not compile.
     *
     * @param <X> what handling may throw
     */
    <X extends Exception> void tell(Kinds<X> kinds) throws X;

    /**
     * A new row of {@code log_visit}.
     *
     * @param visit pending until written
     * @param columns all columns that the tracker sets, {@code idsite} included
     */
    record InsertVisit(Ref.Pending visit, Columns columns) implements Change {
        @Override
        public <X extends Exception> void tell(Kinds<X> kinds) throws X {
            kinds.on(this);
        }
    }

    /**
     * New values for a row of {@code log_visit}.
     *
     * @param visit the row
     * @param idSite its site
     * @param columns only what changes
     */
    record UpdateVisit(Ref visit, int idSite, Columns columns) implements Change {
        /** This one and a later one of the same visit as one. */
        public UpdateVisit and(UpdateVisit later) {
            return new UpdateVisit(visit, idSite, new Columns(columns).putAll(later.columns));
        }

        @Override
        public <X extends Exception> void tell(Kinds<X> kinds) throws X {
            kinds.on(this);
        }
    }

    /**
     * A new row of {@code log_action}; its {@code hash} is the CRC-32 of the name's UTF-8 bytes.
     *
     * @param action pending until written
     * @param name name and type
     * @param urlPrefix code of the protocol that was cut off a URL; null where there is none
     */
    record InsertAction(
            Ref.Pending action, ActionName name, @Nullable Integer urlPrefix) implements Change {
        @Override
        public <X extends Exception> void tell(Kinds<X> kinds) throws X {
            kinds.on(this);
        }
    }

    /**
     * A new row of {@code log_link_visit_action}.
     *
     * @param link pending until written
     * @param visit its visit, also in the columns
     * @param columns all columns that the tracker sets
     */
    record InsertLink(Ref.Pending link, Ref visit, Columns columns) implements Change {
        @Override
        public <X extends Exception> void tell(Kinds<X> kinds) throws X {
            kinds.on(this);
        }
    }

    /**
     * New values for a row of {@code log_link_visit_action}.
     *
     * @param link the row
     * @param columns only what changes
     */
    record UpdateLink(Ref link, Columns columns) implements Change {
        @Override
        public <X extends Exception> void tell(Kinds<X> kinds) throws X {
            kinds.on(this);
        }
    }

    /**
     * A new row of {@code log_conversion}. No row with this key is known, but one may have been written by others since: the
     * tracker inserts with {@code IGNORE}.
     *
     * @param key its primary key, also in the columns
     * @param columns all columns that the tracker sets
     */
    record InsertConversion(ConversionKey key, Columns columns) implements Change {
        @Override
        public <X extends Exception> void tell(Kinds<X> kinds) throws X {
            kinds.on(this);
        }
    }

    /**
     * New values for a row of {@code log_conversion}, perhaps new key columns too.
     *
     * @param key its primary key before the change
     * @param columns what changes
     */
    record UpdateConversion(ConversionKey key, Columns columns) implements Change {
        @Override
        public <X extends Exception> void tell(Kinds<X> kinds) throws X {
            kinds.on(this);
        }
    }

    /**
     * A new row of {@code log_conversion_item}.
     *
     * @param key its primary key, also in the columns
     * @param columns all columns
     */
    record InsertItem(ItemKey key, Columns columns) implements Change {
        @Override
        public <X extends Exception> void tell(Kinds<X> kinds) throws X {
            kinds.on(this);
        }
    }

    /**
     * New values for a row of {@code log_conversion_item}, perhaps a new order id too.
     *
     * @param key its primary key before the change
     * @param columns what changes
     */
    record UpdateItem(ItemKey key, Columns columns) implements Change {
        @Override
        public <X extends Exception> void tell(Kinds<X> kinds) throws X {
            kinds.on(this);
        }
    }

    /**
     * A visit has another visitor id: it goes into those of the visit's actions, conversions and items that have the old one,
     * be they in the tables or among the changes before this one.
     *
     * @param visit the visit
     * @param before the old visitor id
     * @param after the new one
     */
    record ChangeVisitorId(Ref visit, Value before, Value after) implements Change {
        @Override
        public <X extends Exception> void tell(Kinds<X> kinds) throws X {
            kinds.on(this);
        }
    }

    /**
     * A new row of {@code log_bot_request}.
     *
     * @param columns all columns that the tracker sets
     */
    record InsertBotRequest(Columns columns) implements Change {
        @Override
        public <X extends Exception> void tell(Kinds<X> kinds) throws X {
            kinds.on(this);
        }
    }

    /**
     * A new row of {@code log_page_view_time}.
     *
     * @param columns all columns that the tracker sets
     */
    record InsertPageTime(Columns columns) implements OfPageTime {
        @Override
        public <X extends Exception> void tell(PageTimes<X> kinds) throws X {
            kinds.on(this);
        }
    }

    /**
     * Time on a page: of the visit's row of {@code log_page_view_time} that began last before a time, other than a link's own, {@code
     * time_spent} grows to what lies between.
     *
     * @param visit the visit
     * @param link the action that ends the time
     * @param time when, seconds since 1970-01-01 UTC
     * @param most seconds at which the time spent is cut off
     */
    record ClosePageTime(Ref visit, Ref link, long time, int most) implements OfPageTime {
        @Override
        public <X extends Exception> void tell(PageTimes<X> kinds) throws X {
            kinds.on(this);
        }
    }

    /**
     * Time on a page: of the visit's latest row of {@code log_page_view_time} with a page view's id {@code time_spent} grows.
     *
     * @param visit the visit
     * @param idPageview its id, at most six characters
     * @param time when, seconds since 1970-01-01 UTC
     * @param most seconds at which the time spent is cut off
     */
    record GrowPageTime(Ref visit, String idPageview, long time, int most) implements OfPageTime {
        @Override
        public <X extends Exception> void tell(PageTimes<X> kinds) throws X {
            kinds.on(this);
        }
    }

    /**
     * The salt of a site's day was made: option {@code fingerprint_salt_<site>_<date>} with the JSON value {@code
     * {"value":"<salt>","time":<created>}}, not loaded automatically. When another process has inserted one meanwhile, what
     * was decided with this one is void.
     *
     * @param idSite the site
     * @param date day in the site's time zone
     * @param salt 32 characters
     * @param created seconds since 1970-01-01 UTC
     */
    record InsertDaySalt(int idSite, LocalDate date, String salt, long created) implements BesideLogs {
        @Override
        public <X extends Exception> void tell(Beside<X> kinds) throws X {
            kinds.on(this);
        }
    }

    /**
     * Rows of a past day were written, so its reports must be made again: option {@code
     * <4 random characters>_report_to_invalidate_<site>_<date>_<process id>} with value {@code 1}, unless one with this site
     * and date exists.
     *
     * @param idSite the site
     * @param date day in the site's time zone
     */
    record MarkForArchiving(int idSite, LocalDate date) implements BesideLogs {
        @Override
        public <X extends Exception> void tell(Beside<X> kinds) throws X {
            kinds.on(this);
        }
    }

    /**
     * A request was older than the site: {@code site.ts_created} moves to an earlier time.
     *
     * @param idSite the site
     * @param created seconds since 1970-01-01 UTC
     */
    record MoveSiteCreation(int idSite, long created) implements BesideLogs {
        @Override
        public <X extends Exception> void tell(Beside<X> kinds) throws X {
            kinds.on(this);
        }
    }

    /**
     * A new row of {@code tracking_failure}, unless that site has one of that kind.
     *
     * @param idSite as the request has it, perhaps no site at all
     * @param idFailure 1 for an unknown site, 2 for a missing or wrong token
     * @param time when, seconds since 1970-01-01 UTC
     * @param requestUrl the request's parameters as a query string, tokens blanked out
     */
    record RecordFailure(int idSite, int idFailure, long time, String requestUrl) implements BesideLogs {
        @Override
        public <X extends Exception> void tell(Beside<X> kinds) throws X {
            kinds.on(this);
        }
    }

    /**
     * An address had a visit with too many actions: it joins the ranges in the option {@code TrackingSpamBlockedIpRanges}, unless
     * it is among them.
     *
     * @param address IPv4 or IPv6, as text
     */
    record BanAddress(String address) implements BesideLogs {
        @Override
        public <X extends Exception> void tell(Beside<X> kinds) throws X {
            kinds.on(this);
        }
    }

    /** Changes of {@code log_page_view_time}. */
    sealed interface OfPageTime extends Change {
        /** Says which of its kinds it is. */
        <X extends Exception> void tell(PageTimes<X> kinds) throws X;

        @Override
        default <X extends Exception> void tell(Kinds<X> kinds) throws X {
            tell((PageTimes<X>) kinds);
        }
    }

    /** Changes of what the tracker keeps beside its log tables. */
    sealed interface BesideLogs extends Change {
        /** Says which of its kinds it is. */
        <X extends Exception> void tell(Beside<X> kinds) throws X;

        @Override
        default <X extends Exception> void tell(Kinds<X> kinds) throws X {
            tell((Beside<X>) kinds);
        }
    }

    /** Handles every kind of change. */
    interface Kinds<X extends Exception> extends PageTimes<X>, Beside<X> {
        void on(InsertVisit change) throws X;

        void on(UpdateVisit change) throws X;

        void on(InsertAction change) throws X;

        void on(InsertLink change) throws X;

        void on(UpdateLink change) throws X;

        void on(InsertConversion change) throws X;

        void on(UpdateConversion change) throws X;

        void on(InsertItem change) throws X;

        void on(UpdateItem change) throws X;

        void on(ChangeVisitorId change) throws X;

        void on(InsertBotRequest change) throws X;
    }

    /** Handles changes of {@code log_page_view_time}. */
    interface PageTimes<X extends Exception> {
        void on(InsertPageTime change) throws X;

        void on(ClosePageTime change) throws X;

        void on(GrowPageTime change) throws X;
    }

    /** Handles changes beside the log tables. */
    interface Beside<X extends Exception> {
        void on(InsertDaySalt change) throws X;

        void on(MarkForArchiving change) throws X;

        void on(MoveSiteCreation change) throws X;

        void on(RecordFailure change) throws X;

        void on(BanAddress change) throws X;
    }
}
