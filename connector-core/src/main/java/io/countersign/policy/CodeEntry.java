package io.countersign.policy;

/** Who compares what the caller says with the code. */
public enum CodeEntry {
    /** The technician types what they hear and the server compares. The shipped default: nobody can be talked round. */
    BLIND,
    /** The technician sees the code and presses Approve or Deny. */
    SHOWN
}
