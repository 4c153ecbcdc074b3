#pragma once
#include <stdexcept>

#include "operations/busy_detail.hpp"
#include "operations/download_data.hpp"
#include "operations/own_data_sets.hpp"
#include "operations/predict.hpp"
#include "operations/stored_models.hpp"
#include "operations/train.hpp"
#include "operations/upload.hpp"

namespace eigenfaces::service {

// Which status each failure of a step is answered with. A response type that does not declare the status does
// not compile.

/// Names the job that the workspace is busy with.
template <class Response, class Failure>
Response busy_response(const Failure& failure) {
    return Response::conflict(failure.detail).with_link("<" + job_url(failure.job) + R"(>; rel="related")");
}

template <class Response>
Response failure_response(const DownloadFailure& failure) {
    using Kind = DownloadFailure::Kind;
    switch (failure.kind) {
        case Kind::bad_request:
            return Response::bad_request(failure.detail);
        case Kind::url_not_allowed:
            // An operation that takes no URL has no such answer; what it fetches is the operator's own
            // choice.
            if constexpr (requires { Response::forbidden(failure.detail); }) {
                return Response::forbidden(failure.detail);
            }
            return Response::bad_gateway(failure.detail);
        case Kind::busy:
            return busy_response<Response>(failure);
        case Kind::cancelled:
            return Response::conflict(failure.detail);
        case Kind::unusable_archive:
            return Response::unprocessable_content(failure.detail);
        case Kind::source_failed:
            return Response::bad_gateway(failure.detail);
        case Kind::no_space:
            return Response::insufficient_storage(failure.detail);
        case Kind::stopped:
            break;
    }
    return Response::service_unavailable(failure.detail);
}

template <class Response>
Response failure_response(const TrainFailure& failure) {
    using Kind = TrainFailure::Kind;
    switch (failure.kind) {
        case Kind::no_data_set:
            return Response::not_found(failure.detail);
        case Kind::busy:
            return busy_response<Response>(failure);
        case Kind::cancelled:
            return Response::conflict(failure.detail);
        case Kind::not_trainable:
            return Response::unprocessable_content(failure.detail);
        case Kind::no_space:
            return Response::insufficient_storage(failure.detail);
        case Kind::no_memory:
        case Kind::stopped:
        case Kind::too_many:
        case Kind::too_long:
            break;
    }
    return Response::service_unavailable(failure.detail).with_retry_after(30);
}

template <class Response>
Response failure_response(const UploadFailure& failure) {
    using Kind = UploadFailure::Kind;
    switch (failure.kind) {
        case Kind::bad_name:
            return Response::bad_request(failure.detail);
        case Kind::not_a_picture:
            return Response::unsupported_media_type(failure.detail);
        case Kind::no_space:
            return Response::insufficient_storage(failure.detail);
        case Kind::no_memory:
            return Response::service_unavailable(failure.detail).with_retry_after(1);
        case Kind::damaged:
            break;
    }
    return Response::unprocessable_content(failure.detail);
}

template <class Response>
Response failure_response(const ModelFailure& failure) {
    using Kind = ModelFailure::Kind;
    const std::string& detail = failure.detail;
    if constexpr (requires { Response::not_found(detail); }) {
        if (failure.kind == Kind::no_such_model) return Response::not_found(detail);
    }
    if constexpr (requires { Response::conflict(detail); }) {
        if (failure.kind == Kind::in_use) return Response::conflict(detail);
    }
    if constexpr (requires { Response::unsupported_media_type(detail); }) {
        if (failure.kind == Kind::not_a_model) return Response::unsupported_media_type(detail);
    }
    if constexpr (requires { Response::unprocessable_content(detail); }) {
        if (failure.kind == Kind::unusable) return Response::unprocessable_content(detail);
    }
    if constexpr (requires { Response::insufficient_storage(detail); }) {
        if (failure.kind == Kind::no_space) return Response::insufficient_storage(detail);
    }
    // A step that has no such answer in the document does not fail so.
    throw std::logic_error(detail);
}

template <class Response>
Response failure_response(const DataSetFailure& failure) {
    using Kind = DataSetFailure::Kind;
    const std::string& detail = failure.detail;
    if (failure.kind == Kind::bad_name) return Response::bad_request(detail);
    if constexpr (requires { Response::not_found(detail); }) {
        if (failure.kind == Kind::missing) return Response::not_found(detail);
    }
    if constexpr (requires { Response::conflict(detail); }) {
        if (failure.kind == Kind::busy) return busy_response<Response>(failure);
        if (failure.kind == Kind::taken) return Response::conflict(detail);
    }
    if constexpr (requires { Response::insufficient_storage(detail); }) {
        if (failure.kind == Kind::no_space) return Response::insufficient_storage(detail);
    }
    if constexpr (requires { Response::unprocessable_content(detail); }) {
        if (failure.kind == Kind::bad_archive) return Response::unprocessable_content(detail);
    }
    if (failure.kind == Kind::too_many) return Response::service_unavailable(detail).with_retry_after(30);
    if (failure.kind == Kind::stopped) return Response::service_unavailable(detail);
    // A step that has no such answer in the document does not fail so.
    throw std::logic_error(detail);
}

template <class Response>
Response failure_response(const PredictFailure& failure) {
    using Kind = PredictFailure::Kind;
    switch (failure.kind) {
        case Kind::no_model:
        case Kind::no_picture:
            return Response::not_found(failure.detail);
        case Kind::no_memory:
            return Response::service_unavailable(failure.detail).with_retry_after(1);
        case Kind::model_unusable:
        case Kind::stopped:
            return Response::service_unavailable(failure.detail);
        case Kind::not_a_picture:
            // Of a picture that is in the request; one among the uploads is no fault of the request's body.
            if constexpr (requires { Response::unsupported_media_type(failure.detail); }) {
                return Response::unsupported_media_type(failure.detail);
            }
            break;
        case Kind::damaged:
        case Kind::no_face:
            break;
    }
    return Response::unprocessable_content(failure.detail);
}

}  // namespace eigenfaces::service
