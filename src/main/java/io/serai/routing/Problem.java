package io.serai.routing;

/**
 * One thing that is wrong in a route file.
 *
 * @param file as it is shown to people
 * @param line counted from 1; 0 where the whole file is meant
 * @param rule a word by which the rule is found in the operator's guide
 * @param what what is wrong, and how to put it right
 */
record Problem(String file, int line, String rule, String what) {
    @Override
    public String toString() {
        return file + (line > 0 ? ":" + line : "") + ": [" + rule + "] " + what;
    }
}
