/** The chat beside a stream: rooms and their members, what is said, and who may say it. */
@NullMarked
package io.serai.chat;

import org.jspecify.annotations.NullMarked;
