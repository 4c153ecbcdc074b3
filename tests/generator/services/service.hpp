#pragma once
#include <optional>
#include <string>
#include <vector>

#include "client.hpp"
#include "routes.hpp"

/// The service of everything.yaml: it notes the last request of each kind and gives a plain answer.
class RecordingOperations : public everything::Operations {
  public:
    std::optional<everything::ListPetsRequest> listed;
    std::optional<everything::AddPetRequest> added;
    std::optional<everything::SendPicturesRequest> pictures;
    std::optional<everything::SendPartsRequest> parts;
    std::optional<everything::DeleteRequest> note;
    std::optional<std::string> principal;

    everything::ListPetsResponse list_pets(const everything::ListPetsRequest& request,
                                           gasworks::http::Context& context) override;
    everything::AddPetResponse add_pet(const everything::AddPetRequest& request,
                                       gasworks::http::Context& context) override;
    everything::SendPicturesResponse send_pictures(const everything::SendPicturesRequest& request,
                                                   gasworks::http::Context& context) override;
    everything::SendPartsResponse send_parts(const everything::SendPartsRequest& request,
                                             gasworks::http::Context& context) override;
    everything::DeleteResponse delete_(const everything::DeleteRequest& request,
                                       gasworks::http::Context& context) override;
};

/// The service behind its routes, without a socket.
class Service {
  public:
    Service();

    using Fields = ::Fields;
    /// The answer to a request; the target may have a query. Status 404 or 405 where no route is found.
    gasworks::http::Response send(const std::string& method, const std::string& target,
                                  const Fields& fields = {}, std::string body = {}) const;

    RecordingOperations& operations() const { return *operations_; }
    const gasworks::http::Router& router() const { return router_; }

  private:
    std::unique_ptr<RecordingOperations> operations_ = std::make_unique<RecordingOperations>();
    gasworks::http::Router router_;
};
