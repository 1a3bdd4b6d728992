package io.serai.accounts;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.RemoteKeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetParseException;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.JSONObjectUtils;
import io.serai.accounts.AccountsSettings.Issuer;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.util.Map;

/**
 * Fetches an identity provider's keys. Where they are is asked for only when somebody shows a
 * token, so that a provider that is away stops no start. Thread-safe.
 */
final class IssuerKeys implements JWKSetSource<SecurityContext> {
    private static final String CONFIGURATION = "/.well-known/openid-configuration";
    private static final int LARGEST_ANSWER = 256 * 1024;

    private final Issuer issuer;
    private final DefaultResourceRetriever http;
    private volatile String found;

    IssuerKeys(Issuer issuer) {
        this.issuer = issuer;
        this.found = issuer.jwksUri();
        int wait = Math.toIntExact(issuer.timeout().toMillis());
        this.http = new DefaultResourceRetriever(wait, wait, LARGEST_ANSWER);
    }

    @Override
    public JWKSet getJWKSet(JWKSetCacheRefreshEvaluator refresh, long now, SecurityContext context)
            throws KeySourceException {
        String text = get(address());
        try {
            return JWKSet.parse(text);
        } catch (ParseException damaged) {
            throw new JWKSetParseException("The keys can't be read", damaged);
        }
    }

    @Override
    public void close() {}

    private String address() throws KeySourceException {
        String known = found;
        if (!known.isEmpty()) {
            return known;
        }
        try {
            Map<String, Object> about =
                    JSONObjectUtils.parse(get(issuer.uri().replaceFirst("/$", "") + CONFIGURATION));
            String address = JSONObjectUtils.getString(about, "jwks_uri");
            if (address == null || !issuer.uri().equals(about.get("issuer"))) {
                throw new RemoteKeySourceException("It is another one's configuration", null);
            }
            found = address;
            return address;
        } catch (ParseException damaged) {
            throw new RemoteKeySourceException("Its configuration can't be read", damaged);
        }
    }

    private String get(String address) throws KeySourceException {
        try {
            return http.retrieveResource(URI.create(address).toURL()).getContent();
        } catch (IOException | IllegalArgumentException away) {
            throw new RemoteKeySourceException("It does not answer", away);
        }
    }
}
