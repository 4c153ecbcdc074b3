#pragma once
#include <memory>
#include <optional>
#include <string>

#include "client.hpp"
#include "routes.hpp"

/// The service of wire.yaml: it notes the last request of each kind.
class WireOperations : public wire::Operations {
  public:
    std::optional<wire::ReadPathRequest> path;
    std::optional<wire::ReadQueryRequest> query;
    std::optional<wire::DeleteWithBodyRequest> deleted;
    std::optional<wire::ReadAnythingRequest> anything;
    std::optional<wire::PostFormsRequest> form;
    std::optional<std::string> thing_id;
    std::optional<std::string> principal;

    wire::ReadPathResponse read_path(const wire::ReadPathRequest& request,
                                     gasworks::http::Context& context) override;
    wire::ReadQueryResponse read_query(const wire::ReadQueryRequest& request,
                                       gasworks::http::Context& context) override;
    wire::HeadQueryResponse head_query(const wire::HeadQueryRequest& request,
                                       gasworks::http::Context& context) override;
    wire::DeleteWithBodyResponse delete_with_body(const wire::DeleteWithBodyRequest& request,
                                                  gasworks::http::Context& context) override;
    wire::OptionsQueryResponse options_query(const wire::OptionsQueryRequest& request,
                                             gasworks::http::Context& context) override;
    wire::ReadAnythingResponse read_anything(const wire::ReadAnythingRequest& request,
                                             gasworks::http::Context& context) override;
    wire::PostFormsResponse post_forms(const wire::PostFormsRequest& request,
                                       gasworks::http::Context& context) override;
    wire::AnswerResponse answer(const wire::AnswerRequest& request,
                                gasworks::http::Context& context) override;
    wire::GuardedResponse guarded(const wire::GuardedRequest& request,
                                  gasworks::http::Context& context) override;
    wire::FileResponse file(const wire::FileRequest& request, gasworks::http::Context& context) override;
    wire::ThingResponse thing(const wire::ThingRequest& request, gasworks::http::Context& context) override;
    wire::MyThingResponse my_thing(const wire::MyThingRequest& request,
                                   gasworks::http::Context& context) override;
    wire::ThingsResponse things(const wire::ThingsRequest& request,
                                gasworks::http::Context& context) override;
};

/// The service behind its routes, without a socket.
class WireService {
  public:
    WireService();

    gasworks::http::Response send(const std::string& method, const std::string& target,
                                  const Fields& fields = {}, std::string body = {}) const {
        return ::send(router_, method, target, fields, std::move(body));
    }
    WireOperations& operations() const { return *operations_; }

  private:
    std::unique_ptr<WireOperations> operations_ = std::make_unique<WireOperations>();
    gasworks::http::Router router_;
};
