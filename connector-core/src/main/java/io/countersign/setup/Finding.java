package io.countersign.setup;

/** One thing that was looked at, and what an administrator is told of it. Holds no secret, and nothing that anybody but the administrator or the vendor wrote. */
public sealed interface Finding {
    /** What was looked at, in a few words. */
    String what();

    /** It is as it should be. */
    record Good(String what, String detail) implements Finding {}

    /**
     * It is not.
     *
     * @param toDo one sentence that names the right, module or field that is missing, or what to do
     */
    record Missing(String what, String toDo) implements Finding {}

    /**
     * Nobody knows: trying it would leave something behind, or something else has to be put right first.
     *
     * @param why one sentence
     */
    record Untried(String what, String why) implements Finding {}
}
