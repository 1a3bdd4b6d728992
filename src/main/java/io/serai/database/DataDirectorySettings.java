package io.serai.database;

import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where Serai keeps what it makes itself.
 *
 * @param dataDir relative to the working directory, or absolute
 */
@Validated
@ConfigurationProperties("serai")
record DataDirectorySettings(@DefaultValue("./data") @NotBlank String dataDir) {}
