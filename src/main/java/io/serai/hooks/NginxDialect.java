package io.serai.hooks;

import io.serai.common.ControlException.Denied;
import io.serai.common.ControlException.Invalid;
import io.serai.common.ControlException.Unavailable;
import io.serai.common.http.Answer;
import io.serai.common.http.Form;
import io.serai.common.http.HttpCall;
