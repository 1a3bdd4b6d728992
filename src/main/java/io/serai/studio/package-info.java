/** The StreamIt surface: creators with their LiveKit ingress, and who may watch and chat. */
@NullMarked
package io.serai.studio;

import org.jspecify.annotations.NullMarked;
