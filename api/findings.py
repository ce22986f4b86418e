"""What an operator should know of an installation, in words: one sentence per finding."""

from collections.abc import Mapping

from api.words import tr
from streams.runtime.inspection import Finding

SENTENCES: Mapping[str, str] = {
    "dead_letters": "{count} records could not be read. They are kept; look at them.",
    "lost_events": "{count} events came too late and had no effect. Nothing to do.",
    "unfinished_parts": "{count} parts wait for the rest of their batch. The matcher repeats it.",
    "brokers_unreachable": "Kafka does not answer at {brokers}: {reason}. Start it, or correct "
    "KETNOI_KAFKA. Nothing can be recorded meanwhile.",
    "database_unreachable": "The database does not answer: {reason}. Start PostgreSQL, or correct "
    "KETNOI_POSTGRES. Nothing can be looked up meanwhile.",
    "topics_absent": "These topics are absent: {topics}. Run `ketnoi set-up`.",
    "topics_wrong": "Topics are not as they must be: {topics}. Correct these settings.",
    "schema_absent": "The database lacks {schemas}. Run `ketnoi set-up`.",
    "other_store_version": "The store in use, {store}, is of another version than this program. "
    "Run ketnoi upgrade with the newer program, then start it everywhere.",
    "no_worker": "No worker is running; {waiting} records wait. Start one with `ketnoi worker`.",
    "without_worker": "No worker has taken over these partitions: {partitions}. Start another "
    "worker, or start those there are anew.",
    "standing_still": "These partitions do not move although records wait: {partitions}. Look at "
    "the lines of their worker, and start it anew.",
    "newer_version": "These partitions stand before a record of a newer version: {partitions}. "
    "Upgrade every worker; nothing was skipped.",
    "store_ahead": "The store knows records of these partitions that the log does not have: "
    "{partitions}. Bring back the log, or delete the store.",
    "disk_nearly_full": "The disk of {where} is nearly full: {megabytes} MB are left. Make room.",
    "copies_to_review": "{count} second copies differ in content. Compare them with the paper.",
}


def finding_sentence(finding: Finding) -> str:
    """Return what a finding says, and what to do about it."""
    return tr(SENTENCES[finding.code], count=finding.count, **finding.params)
