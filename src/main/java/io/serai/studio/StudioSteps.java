package io.serai.studio;

import io.serai.accounts.Account;
import io.serai.accounts.ApplicationStatus;
import io.serai.accounts.Creators;
import io.serai.accounts.SignedIn;
import io.serai.common.Step;
import io.serai.common.http.Answer;
import io.serai.common.http.HttpCall;
import io.serai.events.StreamEvent;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Variable;
import org.springframework.stereotype.Component;

/**
 * What routes call for StreamIt's creators and viewers; texts and shapes are those of its front
 * end. Thread-safe.
 */
@Component("studio")
public final class StudioSteps {
    private final SignedIn signedIn;
    private final Creators creators;
    private final CreatorDesk creatorDesk;
    private final ViewerDesk viewerDesk;
    private final Analytics analytics;
    private final RoomRights rights;
    private final IngressChange ingresses;
    private final StudioRepository repository;

    StudioSteps(
            SignedIn signedIn,
            Creators creators,
            CreatorDesk creatorDesk,
            ViewerDesk viewerDesk,
            Analytics analytics,
            RoomRights rights,
            IngressChange ingresses,
            StudioRepository repository) {
        this.signedIn = signedIn;
        this.creators = creators;
        this.creatorDesk = creatorDesk;
        this.viewerDesk = viewerDesk;
        this.analytics = analytics;
        this.rights = rights;
        this.ingresses = ingresses;
        this.repository = repository;
    }

    /** Lets only somebody go on who is signed in (401) and an approved creator (403). */
    @Step
    public Account creator(@Variable("call") HttpCall call) {
        Account account = signedIn.required(call);
        Optional<ApplicationStatus> application = creators.application(account.id());
        if (!application.equals(Optional.of(ApplicationStatus.APPROVED))) {
            throw Refused.noCreator(application.map(ApplicationStatus::name));
        }
        return account;
    }

    /** Lets only somebody go on who is signed in (401). */
    @Step
    public Account viewer(@Variable("call") HttpCall call) {
        return signedIn.required(call);
    }

    /** Makes the creator's stream, or makes it anew. */
    @Step
    public Answer create(@Body Account creator, @Variable("call") HttpCall call) {
        return creatorDesk.create(creator, call);
    }

    /** Gives the creator a new key. */
    @Step
    public Answer createIngress(@Body Account creator, @Variable("call") HttpCall call) {
        return creatorDesk.createIngress(creator, call);
    }

    /** Takes the creator's key away. */
    @Step
    public Answer deleteIngress(@Body Account creator, @Variable("call") HttpCall call) {
        return creatorDesk.deleteIngress(creator, call);
    }

    /** The creator's stream, without its key. */
    @Step
    public Answer info(@Body Account creator) {
        return creatorDesk.info(creator);
    }

    /** The creator's key, and where it is to be used. */
    @Step
    public Answer credentials(@Body Account creator) {
        return creatorDesk.credentials(creator);
    }

    /** Changes title or thumbnail. */
    @Step
    public Answer changeInfo(@Body Account creator, @Variable("call") HttpCall call) {
        return creatorDesk.changeInfo(creator, call);
    }

    /** Changes who may chat. */
    @Step
    public Answer changeChat(@Body Account creator, @Variable("call") HttpCall call) {
        return creatorDesk.changeChat(creator, call);
    }

    /** Whether the creator is on air, and how many watch. */
    @Step
    public Answer status(@Body Account creator) {
        return creatorDesk.status(creator);
    }

    /** A token with which the creator's browser broadcasts. */
    @Step
    public Answer creatorToken(@Body Account creator, @Variable("call") HttpCall call) {
        return creatorDesk.token(creator, call);
    }

    /** The creator's stream while it is off air. */
    @Step
    public Answer past(@Body Account creator, @Variable("call") HttpCall call) {
        return creatorDesk.past(creator, call);
    }

    /** How often and how long the creator was on air, and who watched. */
    @Step
    public Answer analytics(@Body Account creator, @Variable("call") HttpCall call) {
        return analytics.of(creator, call);
    }

    /** The stream of the creator with the username in the path. */
    @Step
    public Answer stream(@Variable("call") HttpCall call) {
        return viewerDesk.stream(call);
    }

    /** A token to watch with. */
    @Step
    public Answer viewerToken(@Variable("call") HttpCall call) {
        return viewerDesk.token(signedIn.who(call), call);
    }

    /** What is on air. */
    @Step
    public Answer live(@Variable("call") HttpCall call) {
        return viewerDesk.live(call);
    }

    /** The streams of whom the viewer follows. */
    @Step
    public Answer following(@Body Account viewer, @Variable("call") HttpCall call) {
        return viewerDesk.following(viewer, call);
    }

    /** What is on air, in the order in which it may please this viewer. */
    @Step
    public Answer recommended(@Variable("call") HttpCall call) {
        return viewerDesk.recommended(signedIn.who(call), call);
    }

    /** Streams by title and by their creators' names. */
    @Step
    public Answer search(@Variable("call") HttpCall call) {
        return viewerDesk.search(call);
    }

    /** Lets what was changed take effect on people in the creator's room. */
    @Step
    public void applyRights(@Body StreamEvent event) {
        rights.apply(event);
    }

    /** Takes away what LiveKit still has of an ingress that was deleted. */
    @Step
    public void removeLeftovers(@Body StreamEvent event) {
        repository
                .byId(event.stream())
                .ifPresent(stream -> ingresses.removeLeftovers(stream.owner()));
    }
}
