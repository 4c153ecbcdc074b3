#include "tests/server/upgrade/work_goes_on.hpp"

#include "tests/catch.hpp"
#include "tests/server/service/http_client.hpp"

void check_that_work_goes_on(const std::string& base) {
    const std::string service = base + "/cloudmesh";
    for (const std::string parameters : {"id=default", "id=own&data_set=family&align=none"}) {
        const Answer trained = http_request(
            "POST",
            service + "/EigenfacesSVM/train?min_faces_per_person=4&n_components=4&cv=2&" + parameters);
        INFO(trained.body);
        CHECK(trained.status == 200);
        const std::string id = parameters.substr(0, parameters.find('&'));
        CHECK(http_get(service + "/models/current?" + id).json()["version"] == 3);
        CHECK(http_get(service + "/EigenfacesSVM/predict?image_file_paths=first.jpg&" + id).status == 200);
    }
}
